import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../edge/journal/d1.ts'
import { COMPACT_AT, JournalUnavailable } from '../../edge/journal/journal.ts'
import { journalContract } from '../support/journal-contract.ts'
import { freshDatabase } from '../support/workerd.ts'

describe('the journal in D1', () => {
  journalContract(async () => {
    const pending: Promise<unknown>[] = []
    const journal = d1Journal(await freshDatabase(), { deadline: 5000, later: (work) => pending.push(work) })
    return {
      ...journal,
      // A snapshot is written behind the answer; the next call must not depend on when.
      async append(...batch) {
        const appended = await journal.append(...batch)
        await Promise.all(pending)
        return appended
      },
    }
  })

  test('[J8] a snapshot spares reading the rows it covers', async () => {
    const db = await freshDatabase()
    const pending: Promise<unknown>[] = []
    const journal = d1Journal(db, { deadline: 5000, later: (work) => pending.push(work) })
    for (let i = 0; i <= COMPACT_AT; i++) {
      const consent = { analytics: 'granted', personalization: 'granted', marketing: 'denied' } as const
      const events = [{ name: 'click' as const, time: 1e12 + i }]
      await journal.append('s', 'v', { batch: `b${i}`, received_at: 1e12, consent, client: {}, events }, 'd')
    }
    await Promise.all(pending)
    const { batches } = await journal.known('s', 'v')
    expect(batches.length).toBeLessThan(COMPACT_AT)
    expect(await db.prepare('SELECT count(*) AS n FROM profiles').first('n')).toBe(1)
  })

  test('[F2] a store that does not answer in time is unavailable, and nothing is acknowledged', async () => {
    const db = await freshDatabase()
    const stuck = { ...db, prepare: db.prepare.bind(db), batch: () => new Promise<never>(() => {}) }
    const journal = d1Journal(stuck as unknown as typeof db, { deadline: 20, later: () => {} })
    await expect(journal.known('s', 'v')).rejects.toBeInstanceOf(JournalUnavailable)
  })
})
