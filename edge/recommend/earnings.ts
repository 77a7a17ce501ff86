import type { Column } from './container.ts'
import { armKey, type Earned, type Gain, grown, NOWHERE, type Open, type Refused, without } from './earned.ts'
import { createHearing } from './hearing.ts'
import { visitorNumber } from './touch-fold.ts'

/** What somebody did with a drawn block, or an order of theirs. */
export interface Deed {
  visitor: string
  /** The class of the network they were in; absent where it is unknown. */
  network?: number | undefined
  /** Epoch ms. */
  time: number
  did: 'view' | 'click' | 'order'
  /** Of a view or click: the slot, the arm, and the id of the list that was shown. */
  slot?: string
  arm?: string
  list?: string
}

/** What each arm earned, and the newest exposures, so that each counts once and an order can be credited. */
export interface Earnings {
  arms: readonly Earned[]
  /** Oldest first. */
  open: readonly Open[]
  /** The networks that said more than is heard. */
  refused: readonly Refused[]
}

const DAY = 86_400_000
/** An order is credited to what its buyer clicked in the week before it. */
const CREDITED = 7 * DAY
/** Exposures remembered at the most. */
const MOST_OPEN = 30_000
const MOST_ARMS = 500
/** How often a page is folded anew without those whom it shows to be loud; whoever comes out later is left out of the next. */
const MOST_PASSES = 5
/** Decayed exposures that nothing is known by. */
const NOTHING = 1e-3

export const noEarnings = (): Earnings => ({ arms: [], open: [], refused: [] })

/**
 * Adds what happened, whatever the order: an exposure counts once however often it is told, a click once an exposure,
 * an order for every exposure that its buyer clicked before; of one voice, for one arm, at most half as many again in a week
 * as of others. Not a set union: no page may be folded in twice.
 */
export const foldEarnings = (known: Earnings, deeds: readonly Deed[]): Earnings =>
  foldWithout(new Set(), known, deeds)

function foldWithout(
  silent: ReadonlySet<number>,
  known: Earnings,
  deeds: readonly Deed[],
  passes = 1,
): Earnings {
  if (deeds.length === 0) return known
  const arms = new Map(known.arms.map((each) => [armKey(each), each]))
  const open = known.open.map((each) => ({ ...each }))
  const byKey = new Map(open.map((each) => [`${each.visitor} ${each.list}`, each]))
  const byVisitor = Map.groupBy(open, (each) => each.visitor)
  const memory = open.length < MOST_OPEN ? CREDITED : Math.max(1, open.at(-1)!.time - open[0]!.time)
  const hearing = createHearing(open, known.refused, memory)
  const earn = ({ slot, arm, voice }: Open, now: number, what: Gain) => {
    const before = arms.get(armKey({ slot, arm })) ?? { slot, arm, shown: 0, clicks: 0, orders: 0, at: now }
    const after = grown(before, what, now)
    if (what.clicks) after.alone = isAlone(before, voice) ? voice : undefined
    arms.set(armKey(before), after)
  }
  const rank = { view: 0, click: 1, order: 2 }
  const sorted = [...deeds].sort((a, b) => a.time - b.time || rank[a.did] - rank[b.did])
  for (const { visitor: name, network, time, did, slot, arm, list } of sorted) {
    const visitor = visitorNumber(name)
    const voice = network ?? NOWHERE + visitor
    if (silent.has(voice)) continue
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
      if (!hearing.has({ slot, arm, voice })) {
        if (network !== undefined) hearing.refuse(network, time)
        continue
      }
      exposure = {
        visitor,
        voice,
        list: visitorNumber(list),
        time,
        slot,
        arm,
        clicked: false,
        ordered: false,
      }
      open.push(exposure)
      hearing.note(exposure)
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
  const refused = [...hearing.refused.values()]
  const loudest = refused.filter(({ voice }) => hearing.isLoud(voice))
  // As if they had never spoken: others are heard by what is usual without them.
  if (loudest.length > silent.size && passes < MOST_PASSES) {
    const others = known.refused.filter(({ voice }) => !hearing.isLoud(voice))
    const voices = new Set(loudest.map(({ voice }) => voice))
    return foldWithout(voices, { ...known, refused: [...others, ...loudest] }, deeds, passes + 1)
  }
  const newest = sorted.at(-1)!.time
  const loud = Map.groupBy(open, ({ voice }) => hearing.isLoud(voice)).get(true) ?? []
  for (const each of loud) arms.set(armKey(each), without(arms.get(armKey(each))!, each))
  return {
    // Names come from pages: whoever makes some up crowds out no arm that is really shown.
    arms: [...arms.values()]
      .filter(({ shown }) => shown > NOTHING)
      .sort((a, b) => b.shown - a.shown)
      .slice(0, MOST_ARMS),
    open: open
      .filter(({ time, voice }) => newest - time <= CREDITED && !hearing.isLoud(voice))
      .sort((a, b) => a.time - b.time)
      .slice(-MOST_OPEN),
    refused: refused.filter(({ at }) => newest - at <= CREDITED).slice(-MOST_OPEN),
  }
}

/** Drops the exposures of whoever was erased; what they added to the counts names nobody. */
export const forgetEarnings = (known: Earnings, erased: ReadonlySet<number>): Earnings =>
  known.open.some(({ visitor }) => erased.has(visitor))
    ? { ...known, open: known.open.filter(({ visitor }) => !erased.has(visitor)) }
    : known

/** Whether all clicks of an arm are this voice's; one whose network is unknown is told from others by nothing. */
const isAlone = ({ clicks, alone }: Earned, voice: number) =>
  voice < NOWHERE && (clicks === 0 || alone === voice)

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
