import { seeded } from '../../../edge/recommend/random.ts'
import type { SessionColumns } from '../../../edge/recommend/sessions.ts'

/**
 * A large shop: items of Zipf popularity in groups of 50 that are browsed together; sessions of 1 to 50 events
 * (mean about five), 30 days. The most popular item is in every 60th session or so.
 */
export function syntheticShop(sessions: number, items: number, seed = 1): SessionColumns {
  const random = seeded(seed)
  const zipf = () => Math.min(items - 1, Math.floor((items + 20) ** random() * 20 - 20))
  const offsets = new Uint32Array(sessions + 1)
  const out = new Uint32Array(sessions * 8)
  const ends = new Float64Array(sessions)
  let at = 0
  for (let s = 0; s < sessions; s++) {
    const length = Math.min(50, 1 + Math.floor(-4 * Math.log(1 - random())))
    let current = zipf()
    for (let i = 0; i < length && at < out.length; i++) {
      out[at++] = current
      if (random() < 0.75) {
        const group = current - (current % 50)
        current = Math.min(items - 1, group + Math.floor(50 * random() ** 2))
      } else current = zipf()
    }
    offsets[s + 1] = at
    ends[s] = 1.7e12 + (s / sessions) * 30 * 86_400_000
  }
  const ids = Array.from({ length: items }, (_, i) => `sku-${100_000 + i}`)
  return { ids, offsets, items: out.slice(0, at), ends }
}
