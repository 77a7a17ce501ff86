import type { Reward } from '../../rules/bundle.ts'
import { type Arm, learn } from './bandit.ts'
import type { Column } from './container.ts'
import { visitorNumber } from './touch-fold.ts'

/** What somebody did with a drawn block, or an order of theirs. */
export interface Deed {
  visitor: string
  /** Epoch ms. */
  time: number
  did: 'view' | 'click' | 'order'
  /** Of a view or click: the slot, the arm, and the id of the list that was shown. */
  slot?: string
  arm?: string
  list?: string
}

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
}

/** What each arm earned, and the newest exposures, so that each counts once and an order can be credited. */
export interface Earnings {
  arms: readonly Earned[]
  /** Oldest first. */
  open: readonly Open[]
}
interface Open {
  visitor: number
  list: number
  time: number
  slot: string
  arm: string
  clicked: boolean
  ordered: boolean
}

const DAY = 86_400_000
/** An order is credited to what its buyer clicked in the week before it. */
const CREDITED = 7 * DAY
/** Exposures remembered at the most, and of one visitor to one arm of a slot: nobody makes a winner alone. */
const MOST_OPEN = 30_000
const MOST_OF_ONE = 5
const MOST_ARMS = 500

export const noEarnings = (): Earnings => ({ arms: [], open: [] })

/**
 * Adds what happened, whatever the order: an exposure counts once however often it is told, a click once an exposure,
 * an order for every exposure that its buyer clicked before. Not a set union: no page may be folded in twice.
 */
export function foldEarnings(known: Earnings, deeds: readonly Deed[]): Earnings {
  if (deeds.length === 0) return known
  const arms = new Map(known.arms.map((each) => [armKey(each), each]))
  const open = known.open.map((each) => ({ ...each }))
  const byKey = new Map(open.map((each) => [`${each.visitor} ${each.list}`, each]))
  const byVisitor = Map.groupBy(open, (each) => each.visitor)
  const earn = ({ slot, arm }: Open, now: number, what: Gain) => {
    const key = armKey({ slot, arm })
    arms.set(key, grown(arms.get(key) ?? { slot, arm, shown: 0, clicks: 0, orders: 0, at: now }, what, now))
  }
  const rank = { view: 0, click: 1, order: 2 }
  const sorted = [...deeds].sort((a, b) => a.time - b.time || rank[a.did] - rank[b.did])
  for (const { visitor: name, time, did, slot, arm, list } of sorted) {
    const visitor = visitorNumber(name)
    const theirs = byVisitor.get(visitor) ?? []
    if (did === 'order') {
      for (const each of theirs) {
        if (!each.clicked || each.ordered || each.time > time || time - each.time > CREDITED) continue
        each.ordered = true
        earn(each, time, { orders: 1 })
      }
      continue
    }
    if (slot === undefined || arm === undefined || list === undefined) continue
    const key = `${visitor} ${visitorNumber(list)}`
    let exposure = byKey.get(key)
    if (!exposure) {
      if (theirs.filter((each) => each.slot === slot && each.arm === arm).length >= MOST_OF_ONE) continue
      exposure = { visitor, list: visitorNumber(list), time, slot, arm, clicked: false, ordered: false }
      open.push(exposure)
      byKey.set(key, exposure)
      theirs.push(exposure)
      byVisitor.set(visitor, theirs)
      earn(exposure, time, { shown: 1 })
    }
    if (did === 'click' && !exposure.clicked) {
      exposure.clicked = true
      earn(exposure, time, { clicks: 1 })
    }
  }
  const newest = sorted.at(-1)!.time
  return {
    // Names come from pages: whoever makes some up crowds out no arm that is really shown.
    arms: [...arms.values()].sort((a, b) => b.shown - a.shown).slice(0, MOST_ARMS),
    open: open
      .filter(({ time }) => newest - time <= CREDITED)
      .sort((a, b) => a.time - b.time)
      .slice(-MOST_OPEN),
  }
}

/** Drops the exposures of whoever was erased; what they added to the counts names nobody. */
export const forgetEarnings = (known: Earnings, erased: ReadonlySet<number>): Earnings =>
  known.open.some(({ visitor }) => erased.has(visitor))
    ? { ...known, open: known.open.filter(({ visitor }) => !erased.has(visitor)) }
    : known

type Gain = Partial<Record<'shown' | 'clicks' | 'orders', number>>

function grown(known: Earned, what: Gain, now: number): Earned {
  const { shown, clicks, orders, at } = known
  const step = (count: number, more = 0) =>
    learn({ id: '', shown: count, rewarded: 0, at }, { exposures: more, reward: 0, now }).shown
  return {
    ...known,
    shown: step(shown, what.shown),
    clicks: step(clicks, what.clicks),
    orders: step(orders, what.orders),
    at: Math.max(at, now),
  }
}

const armKey = ({ slot, arm }: Pick<Earned, 'slot' | 'arm'>) => `${slot}\n${arm}`

/** An arm as the bandit takes it, by what counts as its reward. */
export const armOf = (id: string, known: Earned | undefined, reward: Reward, now: number): Arm =>
  known
    ? { id, shown: known.shown, rewarded: reward === 'click' ? known.clicks : known.orders, at: known.at }
    : { id, shown: 0, rewarded: 0, at: now }

/** A section of a container. */
export const packEarnings = (earnings: Earnings): Record<string, Column> => ({
  earn: new TextEncoder().encode(JSON.stringify(earnings)),
})

/** Reads them again; `undefined` where there are none. */
export function openEarnings(sections: ReadonlyMap<string, Column>): Earnings | undefined {
  const section = sections.get('earn')
  if (!(section instanceof Uint8Array)) return undefined
  return JSON.parse(new TextDecoder().decode(section)) as Earnings
}
