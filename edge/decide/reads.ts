import type { Block, Bundle, Condition, Where } from '../../rules/bundle.ts'
import { type Asked, digest, type ListReads, type Reads, type Window } from '../profile/reads.ts'
import { canonical, type Dict, dict } from '../profile/record.ts'
import { OF_THE_PAGE, OF_THE_PAST } from './lists.ts'

/** Taste looks at the newest 20 of a past (edge/recommend/interest.ts); a few more, for what is looked at again meanwhile. */
const TASTE = 24
/** A list of what was viewed goes on to the next where one may not be shown, or was viewed on another day too. */
const VIEWED = 4

type Bands = readonly [low: number, high: number]
const known = new WeakMap<Bundle, Reads>()

/** All that a bundle can read of a profile, worked out once; `bands` are the catalogue's, where there is one. */
export function readsOf(bundle: Bundle, bands?: Bands): Reads {
  let reads = known.get(bundle)
  if (!reads || (reads.facts.has('price_band') && canonical(reads.bands) !== canonical(bands))) {
    reads = gather(bundle, bands)
    known.set(bundle, reads)
  }
  return reads
}

function gather(bundle: Bundle, bands: Bands | undefined): Reads {
  const gathering = new Gathering(bundle)
  const bySlot = new Set<string>()
  for (const slot of Object.keys(bundle.slots)) {
    gathering.slot(slot)
    const alone = new Gathering(bundle)
    alone.slot(slot)
    if (alone.traits.size > 0) bySlot.add(slot)
  }
  const lists = listsOf(bundle)
  const { facts, traits, steps } = gathering
  const reads = {
    asked: gathering.sorted(),
    steps,
    ...(lists && { lists }),
    ...(bands && facts.has('price_band') && { bands }),
  }
  const names = { facts: [...facts].sort(), traits: [...traits].sort() }
  return { ...reads, hash: digest(canonical({ ...reads, ...names })), facts, traits, bySlot }
}

/** Goes through conditions and keeps what they ask, each thing once. */
class Gathering {
  readonly facts = new Set<string>()
  readonly traits = new Set<string>()
  readonly steps: Dict<string[]> = dict()
  private readonly asked = new Map<string, Map<string, Asked>>()
  private readonly segments = new Set<string>()
  private readonly experiments = new Set<string>()
  private readonly bundle: Bundle

  constructor(bundle: Bundle) {
    this.bundle = bundle
  }

  /** What a slot may ask: its choices, its experiments, and the templates of both. */
  slot(name: string): void {
    const { slots, experiments = {}, blocks } = this.bundle
    for (const { when, cap, block } of slots[name]?.show ?? []) {
      this.printed(blocks[block])
      if (when) this.condition(when)
      if (!cap) continue
      if (cap.per === 'visit') this.facts.add('visit_started_at')
      const where = { slot: { is: [name] }, block: { is: [block] } }
      this.ask('block_view', where, cap.per === 'ever' ? {} : { within: cap.per })
    }
    for (const { slot, when, variants } of Object.values(experiments)) {
      if (slot !== name) continue
      if (when) this.condition(when)
      for (const { swap = {} } of variants)
        for (const block of Object.values(swap)) this.printed(blocks[block])
    }
  }

  /** Traits that a template may print. */
  private printed(block: Block | undefined): void {
    for (const [, name] of (block?.template ?? '').matchAll(/\bvisitor\s*(?:\.\s*([\w-]+)|\[|\||%|\})/g))
      this.traits.add(name ?? '*')
  }

  private condition(condition: Condition): void {
    switch (condition.op) {
      case 'all':
      case 'any':
        for (const each of condition.of) this.condition(each)
        break
      case 'not':
        this.condition(condition.of)
        break
      case 'in': {
        const { segment } = condition
        const inner = Object.hasOwn(this.bundle.segments, segment) && this.bundle.segments[segment]
        if (!inner || this.segments.has(segment)) break
        this.segments.add(segment)
        this.condition(inner)
        break
      }
      case 'did': {
        const { event, where, within, from, to, measure } = condition
        if (within === 'visit') this.facts.add('visit_started_at')
        const asked = this.ask(event, where, {
          ...(within !== undefined && { within }),
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
        })
        if (measure === 'items') asked.distinct = true
        if (measure === 'value') asked.value = true
        break
      }
      case 'age':
        this.ask(condition.event, condition.where, {}).times = true
        break
      case 'sequence':
        for (const { event, where } of condition.steps) {
          const { within } = condition
          this.ask(event, where, within === undefined ? {} : { within }).times = true
          this.steps[event] = [...new Set([...(this.steps[event] ?? []), ...Object.keys(where)])].sort()
        }
        break
      case 'variant': {
        const { when } = this.bundle.experiments?.[condition.experiment] ?? {}
        if (when && !this.experiments.has(condition.experiment)) {
          this.experiments.add(condition.experiment)
          this.condition(when)
        }
        break
      }
      case 'trait':
        this.traits.add(condition.name)
        break
      case 'fact':
        this.facts.add(condition.name)
    }
  }

  private ask(event: string, where: Where, window: Window): Asked {
    let ofEvent = this.asked.get(event)
    if (!ofEvent) {
      ofEvent = new Map()
      this.asked.set(event, ofEvent)
    }
    const name = canonical(where)
    let asked = ofEvent.get(name)
    if (!asked) {
      asked = { where, windows: [] }
      ofEvent.set(name, asked)
    }
    if (!asked.windows.some((each) => canonical(each) === canonical(window))) asked.windows.push(window)
    return asked
  }

  /** In an order of their own, so that rules that only changed places read the same. */
  sorted(): Dict<Asked[]> {
    const sorted = dict<Asked[]>()
    for (const [event, asked] of [...this.asked].sort(([a], [b]) => (a < b ? -1 : 1)))
      sorted[event] = [...asked]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, each]) => ({
          ...each,
          windows: each.windows.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)),
        }))
    return sorted
  }
}

function listsOf({ blocks }: Bundle): ListReads | undefined {
  const reads: ListReads = { session: false, cart: false, past: 0 }
  let any = false
  for (const { recommend } of Object.values(blocks)) {
    if (!recommend) continue
    any = true
    const { from, strategies, size, never, fresh, free_shipping } = recommend
    for (const kind of [from, ...(strategies ?? [])]) {
      if (!OF_THE_PAGE.has(kind)) reads.session = true
      if (kind === 'companion' || kind === 'bought-together') reads.cart = true
      if (OF_THE_PAST.has(kind) || fresh !== undefined) reads.past = Math.max(reads.past, TASTE)
      if (kind === 'recently-viewed') reads.past = Math.max(reads.past, VIEWED * size)
    }
    if (never.includes('in-cart') || free_shipping !== undefined) reads.cart = true
  }
  return any ? reads : undefined
}
