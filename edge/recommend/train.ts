import { pack } from './container.ts'
import { packIds } from './item-ids.ts'
import type { Meta } from './model.ts'
import { occurrences } from './occurrences.ts'
import { buildPairs } from './pairs.ts'
import { decayedPopularity } from './popularity.ts'
import { type Limits, prepare } from './prepare.ts'
import { buildRules, type RuleOptions } from './rules.ts'
import { buildSessionIndex } from './session-index.ts'
import { type Session, type SessionColumns, toColumns } from './sessions.ts'
import { type Tuning, UNTUNED } from './tuning.ts'

export interface TrainOptions extends Partial<Limits> {
  rules?: Partial<RuleOptions>
  /** What `tune` chose, now or for an earlier model of this shop. */
  tuning?: Tuning
}

/** Rules of all items together, so that a large catalogue keeps the model small. */
const MOST_RULES = 2_000_000
/** Trend's half-life beside popularity's. */
const SHORT_MEMORY = 1 / 8

/** Trains a model: pure and canonical, so that the same sessions in any order give the same bytes. */
export function train(sessions: readonly Session[] | SessionColumns, options: TrainOptions = {}): Uint8Array {
  const columns = 'ids' in sessions ? sessions : toColumns(sessions)
  const { neighbourhood, halfLife, rankers } = options.tuning ?? UNTUNED
  const data = prepare(columns, {
    maxSessions: options.maxSessions ?? 1_000_000,
    maxLength: options.maxLength ?? 50,
    maxSessionsPerVisitor: options.maxSessionsPerVisitor ?? 100,
  })
  const size = data.ids.length
  const index = occurrences(data)
  const minVisitors = options.rules?.minVisitors ?? (columns.visitors ? 2 : 1)
  const rules = buildRules(data, index, {
    perItem: Math.min(200, Math.max(20, Math.floor(MOST_RULES / (size || 1)))),
    window: 10,
    minVisitors,
    ...options.rules,
  })
  const pairs = buildPairs(data, { most: 40_000, support: 3, perPair: 16, minVisitors })
  const stored = buildSessionIndex(data, index, neighbourhood.recent)
  const from = data.ends[0] ?? 0
  const to = data.ends.at(-1) ?? 0
  const memory = Math.max(1, (to - from) * halfLife)
  const [popularity, trend] = decayedPopularity(data, index, [memory, memory * SHORT_MEMORY])
  const meta: Meta = {
    sessions: data.ends.length,
    items: size,
    from,
    to,
    neighbourhood,
    learned: rankers !== undefined,
  }
  return pack({
    meta: new TextEncoder().encode(JSON.stringify(meta)),
    ...packIds(data.ids),
    supp: Uint32Array.from({ length: size }, (_, i) => index.starts[i + 1]! - index.starts[i]!),
    popl: popularity!,
    trnd: trend!,
    rnka: rankers?.all ?? new Float32Array(),
    rnkd: rankers?.discovery ?? new Float32Array(),
    rlst: rules.starts,
    rltg: rules.targets,
    rlaf: rules.after,
    rlbe: rules.before,
    rlnx: rules.next,
    prky: pairs.keys,
    prst: pairs.starts,
    prtg: pairs.targets,
    prsh: pairs.shares,
    sest: stored.starts,
    seit: stored.items,
    seag: stored.ages,
    sevi: stored.visitors,
    post: stored.postingStarts,
    posb: stored.postings,
  })
}
