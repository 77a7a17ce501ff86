import type { D1Database } from '@cloudflare/workers-types'

/** What a client was told, batch by batch. */
export interface Ledger {
  /** Visitor (as stored) → batch → events that the edge said it accepted. */
  acked: Record<string, Record<string, number>>
  /** Sent, and no answer was understood: it may be there or not. */
  open: string[]
  /** Who erased everything, or withdrew. */
  erased: string[]
}

export interface Audit {
  acknowledged: number
  events: number
  lost: number
  doubled: number
  /** Rows of somebody who was erased. */
  revived: number
  /** Batches that nobody sent. */
  invented: number
  /** Rows with another number of events than was acknowledged. */
  altered: number
}

const PAGE = 2000
// What was said by the banner has rows of its own.
const ROWS = `SELECT seq, visitor, batch, json_array_length(entry, '$.events') AS events FROM journal
  WHERE seq > ?1 AND entry <> '' AND site = ?2 AND json_extract(entry, '$.consent.source') IS NULL
  ORDER BY seq LIMIT ?3`

/** Holds what is in the journal against what was acknowledged. */
export async function audit(db: D1Database, site: string, ledger: Ledger): Promise<Audit> {
  const found = new Map<string, number>()
  const erased = new Set(ledger.erased)
  const open = new Set(ledger.open)
  const result: Audit = {
    acknowledged: 0,
    events: 0,
    lost: 0,
    doubled: 0,
    revived: 0,
    invented: 0,
    altered: 0,
  }
  for (let after = 0; ; ) {
    const { results } = await db
      .prepare(ROWS)
      .bind(after, site, PAGE)
      .all<{ seq: number; visitor: string; batch: string; events: number }>()
    for (const { seq, visitor, batch, events } of results) {
      after = seq
      found.set(`${visitor} ${batch}`, (found.get(`${visitor} ${batch}`) ?? 0) + 1)
      if (erased.has(visitor)) result.revived++
      const told = ledger.acked[visitor]?.[batch]
      if (told === undefined && !open.has(batch)) result.invented++
      if (told !== undefined && told !== events) result.altered++
    }
    if (results.length < PAGE) break
  }
  for (const [visitor, batches] of Object.entries(ledger.acked)) {
    if (erased.has(visitor)) continue
    for (const [batch, events] of Object.entries(batches)) {
      const times = found.get(`${visitor} ${batch}`) ?? 0
      result.acknowledged++
      result.events += events
      if (times === 0) result.lost++
      if (times > 1) result.doubled++
    }
  }
  return result
}
