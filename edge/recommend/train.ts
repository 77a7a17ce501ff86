import { pack } from './container.ts'
import { packIds } from './item-ids.ts'
import { occurrences } from './occurrences.ts'
import { decayedPopularity } from './popularity.ts'
import { type Limits, prepare } from './prepare.ts'
import { buildRules, type RuleOptions } from './rules.ts'
import { type Session, type SessionColumns, toColumns } from './sessions.ts'

export interface TrainOptions extends Partial<Limits> {
  rules?: Partial<RuleOptions>
  /** Half-life of popularity as a share of the time that the sessions span. */
  popularityHalfLife?: number
}

/** What a model says about itself. */
export interface Meta {
  sessions: number
  items: number
  /** Of the sessions, in the unit of their times. */
  from: number
  to: number
}

/** Trains a model: pure and canonical, so that the same sessions in any order give the same bytes. */
export function train(sessions: readonly Session[] | SessionColumns, options: TrainOptions = {}): Uint8Array {
  const columns = 'ids' in sessions ? sessions : toColumns(sessions)
  const data = prepare(columns, {
    maxSessions: options.maxSessions ?? 1_000_000,
    maxLength: options.maxLength ?? 50,
    maxSessionsPerVisitor: options.maxSessionsPerVisitor ?? 100,
  })
  const index = occurrences(data)
  const rules = buildRules(data, index, {
    perItem: 40,
    window: 10,
    backward: 0.3,
    minVisitors: columns.visitors ? 2 : 1,
    ...options.rules,
  })
  const from = data.ends[0] ?? 0
  const to = data.ends.at(-1) ?? 0
  const meta: Meta = { sessions: data.ends.length, items: data.ids.length, from, to }
  return pack({
    meta: new TextEncoder().encode(JSON.stringify(meta)),
    ...packIds(data.ids),
    popl: decayedPopularity(data, Math.max(1, (to - from) * (options.popularityHalfLife ?? 0.25))),
    rlst: rules.starts,
    rltg: rules.targets,
    rlwt: rules.weights,
  })
}
