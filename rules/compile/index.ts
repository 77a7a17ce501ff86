import type { Bundle, Condition, Slot, SlotIndex, Where } from '../bundle.ts'
import { fold } from '../match.ts'

/** Slots with fewer choices are walked faster than looked up. */
const WORTHWHILE = 8
/** How deep segments are followed. */
const DEPTH = 6

/** What a visitor must have for a condition to hold: for each thing that can be looked up, the values that will do. */
type Anchors = Map<string, { key: Key; values: Set<string> }>
type Key = Omit<SlotIndex['by'][number], 'choices'>

/** Adds to each long slot an index by which choices that cannot hold are never looked at. */
export function indexSlots(bundle: Omit<Bundle, 'hash'>): void {
  for (const slot of Object.values(bundle.slots)) {
    const index = slot.show.length < WORTHWHILE ? undefined : indexOf(slot, bundle.segments)
    if (index && index.always.length < slot.show.length) slot.index = index
  }
}

function indexOf({ show }: Slot, segments: Bundle['segments']): SlotIndex {
  const anchors = show.map(({ when }) => (when ? anchorsOf(when, segments, DEPTH) : new Map()) as Anchors)
  const spread = new Map<string, Set<string>>()
  for (const each of anchors)
    for (const [name, { values }] of each) {
      const seen = spread.get(name) ?? new Set()
      for (const value of values) seen.add(value)
      spread.set(name, seen)
    }
  const groups = new Map<string, SlotIndex['by'][number]>()
  const always: number[] = []
  for (const [choice, each] of anchors.entries()) {
    const best = [...each]
      .map(([name, anchor]) => ({ name, anchor, cost: costOf(anchor, spread.get(name)!.size) }))
      .sort((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1))[0]
    if (!best) {
      always.push(choice)
      continue
    }
    const { name, anchor } = best
    const { key, values } = anchor
    const group = groups.get(name) ?? { ...key, choices: Object.create(null) as Record<string, number[]> }
    groups.set(name, group)
    for (const value of values) {
      const list = group.choices[value] ?? []
      list.push(choice)
      group.choices[value] = list
    }
  }
  return { always, by: [...groups.values()] }
}

/** How many values of one thing that somebody did there are, as a rule. */
const DONE = 8
/** Finding them means reading the history, which most decisions can do without. */
const READING = 2

/**
 * What it costs to look a choice up by an anchor: the more values there are in all, and the fewer of
 * them will do, the fewer visitors look at the choice; who did something did it with several.
 */
const costOf = ({ key, values }: { key: Key; values: Set<string> }, all: number): number =>
  (values.size / all) * (key.op === 'did' ? DONE * READING : 1)

/** Everything of which one value must be there for the condition to hold. */
function anchorsOf(condition: Condition, segments: Bundle['segments'], depth: number): Anchors {
  switch (condition.op) {
    case 'all': {
      const all: Anchors = new Map()
      for (const each of condition.of)
        for (const [name, anchor] of anchorsOf(each, segments, depth)) {
          const known = all.get(name)
          if (!known || anchor.values.size < known.values.size) all.set(name, anchor)
        }
      return all
    }
    case 'any':
      return condition.of.length === 0
        ? new Map()
        : condition.of.map((each) => anchorsOf(each, segments, depth)).reduce(either)
    case 'in': {
      const segment = depth > 0 ? segments[condition.segment] : undefined
      return segment ? anchorsOf(segment, segments, depth - 1) : new Map()
    }
    case 'trait':
    case 'fact':
    case 'context':
      return anchor({ op: condition.op, name: condition.name }, condition.match as Where[keyof Where])
    case 'did': {
      if (!(condition.is.min !== undefined && condition.is.min >= 1)) return new Map()
      const found: Anchors = new Map()
      for (const dimension of ['item', 'category', 'brand'] as const)
        for (const [name, each] of anchor(
          { op: 'did', name: dimension, event: condition.event },
          condition.where[dimension],
        ))
          found.set(name, each)
      return found
    }
    default:
      return new Map()
  }
}

/** What either condition needs: only what both look up, and any value of both. */
function either(a: Anchors, b: Anchors): Anchors {
  const both: Anchors = new Map()
  for (const [name, { key, values }] of a) {
    const other = b.get(name)
    if (other) both.set(name, { key, values: new Set([...values, ...other.values]) })
  }
  return both
}

function anchor(key: Key, match: Where[keyof Where]): Anchors {
  const values =
    match === undefined ? undefined : 'is' in match ? match.is : 'under' in match ? match.under : undefined
  if (!values || !match) return new Map()
  const tree = 'under' in match
  const name = `${key.op} ${key.event ?? ''} ${key.name} ${tree}`
  return new Map([
    [name, { key: { ...key, ...(tree && { tree }) }, values: new Set(values.map((value) => fold(value))) }],
  ])
}
