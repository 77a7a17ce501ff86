import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMPACT_AT, type Cursor, type Journal, KEEP_TAIL } from '../../edge/journal/journal.ts'
import type { JournalEntry } from '../../edge/profile/event.ts'
import { encode, ofEntry, sum } from '../../edge/profile/profile.ts'
import { journalEntry, NOW } from './arbitrary.ts'

const view = (batch: string, item_id: string): JournalEntry => ({
  batch,
  received_at: NOW,
  consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied' },
  client: {},
  events: [{ name: 'view_item', time: NOW, items: [{ item_id }] }],
})

/** What every journal must do; `create` gives one that other tests have not touched. */
export function journalContract(create: () => Promise<Journal> | Journal): void {
  test('[J1] appends a batch once, however often it is sent', async () => {
    const journal = await create()
    expect((await journal.append('s', 'v', view('b', 'x'), 'd')).outcome).toBe('stored')
    const again = await journal.append('s', 'v', { ...view('b', 'x'), received_at: NOW + 5 }, 'd')
    expect(again.outcome).toBe('repeated')
    expect(encode(again.profile)).toBe(encode(ofEntry(view('b', 'x'))))
    expect(await journal.rowsAfter('s', 0, 10)).toHaveLength(1)
  })

  test('[J2] keeps another payload under a used id apart', async () => {
    const journal = await create()
    await journal.append('s', 'v', view('b', 'x'), 'd1')
    const other = await journal.append('s', 'v', view('b', 'y'), 'd2')
    expect(other.outcome).toBe('conflict')
    expect(encode(other.profile)).toBe(encode(ofEntry(view('b', 'x'))))
  })

  test('[J3] one batch id means nothing to another visitor or another site', async () => {
    const journal = await create()
    await journal.append('s', 'v', view('b', 'x'), 'd')
    expect((await journal.append('s', 'w', view('b', 'y'), 'd')).outcome).toBe('stored')
    expect((await journal.append('t', 'v', view('b', 'z'), 'd')).outcome).toBe('stored')
    expect(encode((await journal.known('s', 'v')).profile)).toBe(encode(ofEntry(view('b', 'x'))))
    expect(encode((await journal.known('t', 'v')).profile)).toBe(encode(ofEntry(view('b', 'z'))))
  })

  test('[J4] the profile is the sum of the rows, whatever they are', async () => {
    const journal = await create()
    const batches = fc.uniqueArray(journalEntry, { maxLength: 6, selector: (entry) => entry.batch })
    let visitor = 0
    await fc.assert(
      fc.asyncProperty(batches, async (entries) => {
        const name = `v${visitor++}`
        for (const entry of entries) await journal.append('s', name, entry, 'd')
        const { profile } = await journal.known('s', name)
        expect(encode(profile)).toBe(encode(sum(entries.map(ofEntry))))
      }),
      { numRuns: 25 },
    )
  })

  test('[J5] a long history is compacted without a change, and its newest batches stay known', async () => {
    const journal = await create()
    const count = COMPACT_AT * 2 + 5
    for (let i = 0; i < count; i++) await journal.append('s', 'v', view(`b${i}`, `i${i % 7}`), 'd')
    const { profile, batches } = await journal.known('s', 'v')
    const rows = Array.from({ length: count }, (_, i) => ofEntry(view(`b${i}`, `i${i % 7}`)))
    expect(encode(profile)).toBe(encode(sum(rows)))
    expect(batches.at(-1)).toBe(`b${count - 1}`)
    expect(batches.length).toBeGreaterThanOrEqual(KEEP_TAIL)
  })

  test('[J6] rows are read in order, from where a fold stopped', async () => {
    const journal = await create()
    for (let i = 0; i < 5; i++) await journal.append('s', `v${i}`, view(`b${i}`, 'x'), 'd')
    await journal.append('t', 'v', view('b', 'x'), 'd')
    const first = await journal.rowsAfter('s', 0, 3)
    const rest = await journal.rowsAfter('s', first.at(-1)!.seq, 3)
    expect([...first, ...rest].map((row) => row.visitor).sort()).toEqual(['v0', 'v1', 'v2', 'v3', 'v4'])
  })

  test('[J9] a fold that goes on from its cursor reads every row once, whatever came in between', async () => {
    const journal = await create()
    for (let i = 0; i < 9; i++) await journal.append('s', `v${i}`, view(`b${i}`, 'x'), 'd')
    const read: string[] = []
    let cursor: Cursor = {}
    for (let more = true, pages = 0; more; pages++) {
      const page = await journal.rowsFrom('s', cursor, 4)
      expect([page.rows.length <= 4, page.restarted]).toEqual([true, undefined])
      read.push(...page.rows.map((row) => row.visitor))
      // A cursor is kept as JSON between runs.
      cursor = JSON.parse(JSON.stringify(page.cursor)) as Cursor
      more = page.more
      // Also of whom rows were read already.
      if (pages < 2)
        for (const visitor of ['v0', `w${pages}`])
          await journal.append('s', visitor, view(`c${pages}`, 'x'), 'd')
    }
    await journal.append('s', 'late', view('b', 'x'), 'd')
    const { rows } = await journal.rowsFrom('s', cursor, 4)
    expect([...read, ...rows.map((row) => row.visitor)].sort()).toEqual(
      ['late', ...Array.from({ length: 9 }, (_, i) => `v${i}`), 'v0', 'v0', 'w0', 'w1'].sort(),
    )
  })

  test('[J7] a visitor never seen has the empty profile', async () => {
    const journal = await create()
    const { profile, batches } = await journal.known('s', 'nobody')
    expect(encode(profile)).toBe(encode(sum([])))
    expect(batches).toEqual([])
  })
}
