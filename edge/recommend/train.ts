import { ordersOf, repeatRates } from './basket-tuning.ts'
import { pack } from './container.ts'
import { buildContexts } from './contexts.ts'
import { packIds } from './item-ids.ts'
import type { Meta } from './model.ts'
import { occurrences } from './occurrences.ts'
import { buildPairs } from './pairs.ts'
import { decayedPopularity } from './popularity.ts'
import { type Limits, type Prepared, prepare } from './prepare.ts'
import { buildRules, type RuleOptions } from './rules.ts'
import { buildSessionIndex } from './session-index.ts'
import { KIND, type Session, type SessionColumns, toColumns } from './sessions.ts'
import { type Tuning, UNTUNED } from './tuning.ts'
import { heard, leastVoices, voicesPerItem } from './voices.ts'

export interface TrainOptions extends Partial<Limits> {
  rules?: Partial<RuleOptions>
  /** What `tune` chose, now or for an earlier model of this shop. */
  tuning?: Tuning
}

/** Items kept as trending. */
const RISING = 1000
export const LIMITS: Limits = { maxSessions: 1_000_000, maxLength: 50, maxSessionsPerVisitor: 100 }
/** Rules of all items together, so that a large catalogue keeps the model small. */
const MOST_RULES = 2_000_000
/** Trend's half-life beside popularity's. */
const SHORT_MEMORY = 1 / 8

/** Trains a model of sessions or columns of them. */
export const train = (sessions: readonly Session[] | SessionColumns, options?: TrainOptions): Uint8Array =>
  trainColumns('ids' in sessions ? sessions : toColumns(sessions), options)

/** Trains a model: pure and canonical, so that the same sessions in any order give the same bytes. */
export function trainColumns(columns: SessionColumns, options: TrainOptions = {}): Uint8Array {
  const { neighbourhood, halfLife, rankers, basket } = options.tuning ?? UNTUNED
  const data = prepare(columns, { ...LIMITS, ...options }, heard(columns))
  const size = data.ids.length
  const index = occurrences(data)
  const told = columns.visitors !== undefined
  const minVoices = options.rules?.minVoices ?? (told ? leastVoices(new Set(data.voices).size) : 1)
  const support = voicesPerItem(data, index)
  const most = Math.min(200, Math.max(20, Math.floor(MOST_RULES / (size || 1))))
  const rules = buildRules(data, index, { perItem: most, window: 10, minVoices, ...options.rules }, support)
  const pairs = buildPairs(data, { most: 40_000, support: 3, perPair: 16, minVoices })
  const stored = buildSessionIndex(data, index, { perItem: neighbourhood.recent, minVoices })
  const from = data.ends[0] ?? 0
  const to = data.ends.at(-1) ?? 0
  const memory = Math.max(1, (to - from) * halfLife)
  const [popularity, trend] = decayedPopularity(data, index, [memory, memory * SHORT_MEMORY]).map((values) =>
    values.map((value, item) => (support[item]! >= minVoices ? value : 0)),
  )
  const rise = trend!.map((value, i) => (value * value) / (popularity![i]! + 0.01))
  const bought = onlyBought(data)
  const inOrders = { perItem: 20, window: 30, minVoices }
  const together = buildRules(bought, occurrences(bought), inOrders, support)
  const contexts = buildContexts(data, columns.contexts, popularity!, minVoices)
  const meta: Meta = {
    sessions: data.ends.length,
    items: size,
    ...(told && { minVoices }),
    from,
    to,
    neighbourhood,
    halfLife,
    learned: rankers !== undefined,
    contexts: contexts.keys,
  }
  return pack({
    meta: new TextEncoder().encode(JSON.stringify(meta)),
    ...packIds(data.ids),
    supp: support,
    popl: popularity!,
    trnd: trend!,
    popo: byHighest(popularity!),
    riso: byHighest(rise)
      .filter((item) => rise[item]! > 0)
      .slice(0, RISING),
    rnka: rankers?.all ?? new Float32Array(),
    rnkd: rankers?.discovery ?? new Float32Array(),
    rlst: rules.starts,
    rltg: rules.targets,
    rlaf: rules.after,
    rlbe: rules.before,
    rlnx: rules.next,
    bkst: together.starts,
    bktg: together.targets,
    bkaf: together.after,
    bkbe: together.before,
    bskw: Float32Array.from(basket),
    rept: repeatRates(ordersOf(data).values(), size),
    ctst: contexts.starts,
    cttg: contexts.targets,
    ctwt: contexts.weights,
    prky: pairs.keys,
    prst: pairs.starts,
    prtg: pairs.targets,
    prsh: pairs.shares,
    sest: stored.starts,
    seit: stored.items,
    seag: stored.ages,
    sevi: stored.voices,
    post: stored.postingStarts,
    posb: stored.postings,
  })
}

/** Places of a column, highest value first. */
const byHighest = (column: Float32Array): Uint32Array =>
  Uint32Array.from(column, (_, i) => i).sort((a, b) => column[b]! - column[a]! || a - b)

/** Carts and orders alone: sessions shrink to what was put into a cart or bought. */
function onlyBought(data: Prepared): Prepared {
  const offsets = new Uint32Array(data.offsets.length)
  const items = new Uint32Array(data.items.length)
  let end = 0
  for (let s = 0; s + 1 < offsets.length; s++) {
    for (let i = data.offsets[s]!; i < data.offsets[s + 1]!; i++)
      if (data.events[i] !== KIND.view) items[end++] = data.items[i]!
    offsets[s + 1] = end
  }
  return { ...data, offsets, items: items.slice(0, end) }
}
