import { DAY } from '../profile/time.ts'

/** Whether a visitor is one too many for one network: a household has a few devices, whoever makes visitors up has thousands. */
export type Crowd = (network: string, visitor: string) => boolean

/** Visitors of one network that teach the recommender in a day: fewer than what must speak for a pair of products. */
export const OWN_VOICES = 5
/** Networks remembered at a time; beyond, the oldest are forgotten, so that a flood of addresses can't fill memory. */
const MOST_NETWORKS = 20_000

/** Counts visitors by network in this isolate's memory; no address is kept anywhere else. `now` is epoch ms. */
export function createCrowd(
  now: () => number,
  { own = OWN_VOICES, period = DAY, most = MOST_NETWORKS } = {},
): Crowd {
  const seen = new Map<string, { since: number; visitors: Set<string> }>()
  return (network, visitor) => {
    const at = now()
    let known = seen.get(network)
    if (!known || at - known.since >= period) {
      seen.delete(network)
      if (seen.size >= most) seen.delete(seen.keys().next().value as string)
      known = { since: at, visitors: new Set() }
      seen.set(network, known)
    }
    if (known.visitors.has(visitor)) return false
    if (known.visitors.size >= own) return true
    known.visitors.add(visitor)
    return false
  }
}
