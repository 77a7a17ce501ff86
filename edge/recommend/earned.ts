import type { Reward } from '../../rules/bundle.ts'
import { type Arm, learn } from './bandit.ts'

/** What an arm of a slot was shown and earned, decayed to `at`. */
export interface Earned {
  slot: string
  /** `block`, or `block/strategy`. */
  arm: string
  shown: number
  clicks: number
  orders: number
  /** Epoch ms. */
  at: number
  /** The only network that clicked so far; absent once another did, or somebody whose network is unknown. */
  alone?: number | undefined
}

/** An exposure of the last week. */
export interface Open {
  visitor: number
  /** Whoever counts as one: the network, or the visitor where none is known. */
  voice: number
  list: number
  time: number
  slot: string
  arm: string
  clicked: boolean
  ordered: boolean
}

/** How often a network was refused of late, and when last (epoch ms). */
export interface Refused {
  voice: number
  count: number
  at: number
}

/** Voices of no known network lie beyond those of networks. */
export const NOWHERE = 2 ** 16

/** A name for an arm of a slot. */
export const armKey = ({ slot, arm }: Pick<Earned, 'slot' | 'arm'>): string => `${slot}\n${arm}`

/** An arm without what an exposure brought it. */
export function without(known: Earned, { voice, time, clicked, ordered }: Open): Earned {
  const { at } = known
  const left = -decayed(1, time, at)
  const less = grown(known, { shown: left, clicks: clicked ? left : 0, orders: ordered ? left : 0 }, at)
  return known.alone === voice ? { ...less, clicks: 0, orders: 0, alone: undefined } : less
}

const decayed = (count: number, at: number, now: number) =>
  learn({ id: '', shown: count, rewarded: 0, at }, { exposures: 0, reward: 0, now }).shown

/** What happened to an arm once more. */
export type Gain = Partial<Record<'shown' | 'clicks' | 'orders', number>>

/** An arm after it, decayed to `now` (epoch ms). */
export function grown(known: Earned, what: Gain, now: number): Earned {
  const { shown, clicks, orders, at } = known
  const step = (count: number, more = 0) => decayed(count, at, now) + more
  return {
    ...known,
    shown: step(shown, what.shown),
    clicks: step(clicks, what.clicks),
    orders: step(orders, what.orders),
    at: Math.max(at, now),
  }
}

/** An arm as the bandit takes it, by what counts as its reward. */
export const armOf = (id: string, known: Earned | undefined, reward: Reward, now: number): Arm =>
  known
    ? { id, shown: known.shown, rewarded: reward === 'click' ? known.clicks : known.orders, at: known.at }
    : { id, shown: 0, rewarded: 0, at: now }
