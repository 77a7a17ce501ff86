import { BASKET_FEATURES, type Market } from './basket.ts'
import { type Column, type Refusal, unpack } from './container.ts'
import type { Contexts } from './contexts.ts'
import { type ItemIds, openIds } from './item-ids.ts'
import type { Pairs } from './pairs.ts'
import { plainRanker, RANKER_LENGTH } from './ranker.ts'
import type { Rules } from './rule-columns.ts'
import { newScratch, type Scratch } from './scratch.ts'
import type { SessionIndex } from './session-index.ts'
import type { Neighbourhood, Rankers, Tuning } from './tuning.ts'
import { bySupport, tables, type Weights } from './weights.ts'

/** What a model says about itself. */
export interface Meta {
  sessions: number
  items: number
  /** So many distinct voices must speak for what goes together; absent means two. */
  minVoices?: number
  /** End of the oldest and of the newest session, in the unit of their times. */
  from: number
  to: number
  neighbourhood: Neighbourhood
  /** Popularity's half-life as a share of the span. */
  halfLife: number
  /** Whether the ranker was learned from this shop's own traffic. */
  learned: boolean
  /** Facts of a request under which popularity is known. */
  contexts: readonly string[]
}

/** An opened model: views on its bytes, and scratch that every query uses again. Not for two queries at once. */
export interface Model {
  readonly meta: Meta
  readonly ids: ItemIds
  readonly rules: Rules
  readonly pairs: Pairs
  /** What goes into one cart or order. */
  readonly together: Omit<Rules, 'next'>
  readonly contexts: Contexts
  readonly market: Market & { weights: Float32Array }
  /** The items that rise fastest: trend × its ratio to popularity. */
  readonly rising: Uint32Array
  readonly sessions: SessionIndex
  readonly rankers: Rankers
  /** Numbers of items that enough voices speak of, most popular first; decayed popularity of each, and the same with a short memory; highest is 1. */
  readonly popular: Uint32Array
  /** The other items: too few speak of them, so that they come last of all. */
  readonly unproven: Uint32Array
  readonly popularity: Float32Array
  readonly trend: Float32Array
  /** Voices that speak of the item; and ln(1 + that) / 10. */
  readonly support: Uint32Array
  readonly logSupport: Float32Array
  readonly weights: Weights
  readonly scratch: Scratch
}

export type Opened = { ok: true; model: Model } | { ok: false; reason: Refusal }

/** Opens model bytes without copying them; truncated, corrupt or foreign bytes are refused with a reason. */
export function openModel(bytes: Uint8Array): Opened {
  const unpacked = unpack(bytes)
  if (!unpacked.ok) return unpacked
  const { sections } = unpacked
  const take = <T extends Column>(name: string, ...types: (new (length: number) => T)[]): T => {
    const column = sections.get(name)
    if (types.some((type) => column instanceof type)) return column as T
    throw new Missing()
  }
  try {
    const meta = JSON.parse(new TextDecoder().decode(take('meta', Uint8Array))) as Meta
    const rules: Rules = {
      starts: take('rlst', Uint32Array),
      targets: take<Uint16Array | Uint32Array>('rltg', Uint16Array, Uint32Array),
      after: take('rlaf', Uint8Array),
      before: take('rlbe', Uint8Array),
      next: take('rlnx', Uint8Array),
    }
    const together = {
      starts: take('bkst', Uint32Array),
      targets: take<Uint16Array | Uint32Array>('bktg', Uint16Array, Uint32Array),
      after: take('bkaf', Uint8Array),
      before: take('bkbe', Uint8Array),
    }
    const contexts: Contexts = {
      keys: meta.contexts,
      starts: take('ctst', Uint32Array),
      targets: take('cttg', Uint32Array),
      weights: take('ctwt', Float32Array),
    }
    const repeats = take('rept', Float32Array)
    const basket = take('bskw', Float32Array)
    const pairs: Pairs = {
      keys: take('prky', Uint32Array),
      starts: take('prst', Uint32Array),
      targets: take<Uint16Array | Uint32Array>('prtg', Uint16Array, Uint32Array),
      shares: take('prsh', Uint8Array),
    }
    const sessions: SessionIndex = {
      starts: take('sest', Uint32Array),
      items: take('seit', Uint8Array),
      ages: take('seag', Uint8Array),
      voices: take('sevi', Uint8Array),
      postingStarts: take('post', Uint32Array),
      postings: take('posb', Uint8Array),
    }
    const support = take('supp', Uint32Array)
    const offsets = take('idof', Uint32Array)
    const text = take('idby', Uint8Array)
    const table = take('idht', Uint32Array)
    const popularity = take('popl', Float32Array)
    const trend = take('trnd', Float32Array)
    const ranked = take('popo', Uint32Array)
    const rising = take('riso', Uint32Array)
    const all = take('rnka', Float32Array)
    const discovery = take('rnkd', Float32Array)
    const size = support.length
    const agree =
      meta.items === size &&
      ends(offsets, size, text.length) &&
      ends(rules.starts, size, rules.targets.length) &&
      ends(together.starts, size, together.targets.length) &&
      [together.after, together.before].every(({ length }) => length === together.targets.length) &&
      ends(contexts.starts, contexts.keys.length, contexts.targets.length) &&
      contexts.weights.length === contexts.targets.length &&
      basket.length === BASKET_FEATURES &&
      ends(pairs.starts, pairs.keys.length, pairs.targets.length) &&
      pairs.shares.length === pairs.targets.length &&
      ends(sessions.postingStarts, size, sessions.postings.length) &&
      ends(sessions.starts, sessions.ages.length, sessions.items.length) &&
      [rules.after, rules.before, rules.next].every(({ length }) => length === rules.targets.length) &&
      (sessions.voices.length === 0 || sessions.voices.length === sessions.ages.length) &&
      [popularity, trend, repeats, ranked].every(({ length }) => length === size) &&
      [all, discovery].every(({ length }) => length === 0 || length === RANKER_LENGTH) &&
      table.length > size
    if (!agree) return { ok: false, reason: 'sections-disagree' }
    const learned = all.length > 0
    const unproven = ranked.findIndex((item) => !(popularity[item]! > 0))
    const proven = unproven < 0 ? size : unproven
    const model: Model = {
      meta,
      ids: openIds(offsets, text, table),
      rules,
      pairs,
      together,
      contexts,
      market: { popularity, trend, repeats, memory: (meta.to - meta.from) / 6 || 1, weights: basket },
      rising,
      sessions,
      rankers: learned ? { all, discovery } : { all: plainRanker(), discovery: plainRanker() },
      popular: ranked.subarray(0, proven),
      unproven: ranked.subarray(proven),
      popularity,
      trend,
      support,
      logSupport: bySupport(support, (count) => Math.log(1 + count) / 10),
      weights: tables(meta.neighbourhood, meta.sessions, support),
      scratch: newScratch(size, meta.neighbourhood.recent),
    }
    return { ok: true, model }
  } catch (error) {
    // Whatever else a section may hold that makes no model: bytes are refused, never thrown over.
    const missing = error instanceof Missing || error instanceof SyntaxError
    return { ok: false, reason: missing ? 'sections-missing' : 'sections-disagree' }
  }
}

/** What the model was tuned to, for training its successor on newer traffic without tuning again. */
export function tuningOf({ meta, market, rankers }: Model): Tuning {
  const { neighbourhood, halfLife, learned } = meta
  return {
    neighbourhood,
    halfLife,
    basket: [...market.weights],
    ...(learned && { rankers: { all: rankers.all.slice(), discovery: rankers.discovery.slice() } }),
  }
}

/** The same model with other weights for its neighbourhood; shares everything else, scratch included. */
export function withNeighbourhood(model: Model, neighbourhood: Neighbourhood): Model {
  const meta = { ...model.meta, neighbourhood }
  return { ...model, meta, weights: tables(neighbourhood, meta.sessions, model.support) }
}

class Missing extends Error {}

/** Where lists begin, one after the other: none before the last, the end at the end. A loop over one stays within it then. */
function ends(starts: Uint32Array, count: number, end: number): boolean {
  if (starts.length !== count + 1) return false
  let last = 0
  for (let i = 0; i <= count; i++) {
    const start = starts[i]!
    if (start < last) return false
    last = start
  }
  return last === end
}
