import type { Database, Move } from './placement.ts'
import { TABLES } from './tables.ts'

/** A step that may not be done now; nothing was changed. */
export class MoveRefused extends Error {}

/** How far a resharding has come. */
export interface Progress {
  done: boolean
  /** What the last step did. */
  step: 'begin' | 'copy' | 'drain' | 'cut over' | 'take up' | 'clean' | 'none'
  from?: string
  /** Table that is being copied or cleaned. */
  table?: string
  /** Rows written or deleted by this step. */
  rows: number
}

/** The move after a page of a table: further in it, in the next one, or in the next phase. */
export function next(move: Move, ended: boolean, after: unknown[], phase: Move['phase']): Move {
  const { after: _, ...rest } = move
  if (!ended) return { ...rest, after }
  return move.table + 1 < TABLES.length ? { ...rest, table: move.table + 1 } : { ...rest, phase, table: 0 }
}

/** SQL: how far a move has come, kept where it moves from; ?1 is the move as JSON. */
export const SAVE = 'UPDATE placement SET move = ?1 WHERE one = 1'

/** Writes down how far a move has come. */
export const save = async (db: Database['db'], move: Move): Promise<void> => {
  await db.prepare(SAVE).bind(JSON.stringify(move)).run()
}
