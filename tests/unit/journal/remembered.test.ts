import type { D1Database } from '@cloudflare/workers-types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { nextOf } from '../../../edge/journal/stretch.ts'
import type { JournalEntry } from '../../../edge/profile/event.ts'
import { encode } from '../../../edge/profile/profile.ts'
import { NOW } from '../../support/arbitrary.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const SITE = 's'
const entry = (batch: string, item_id = batch, received_at = NOW): JournalEntry => ({
  batch,
  received_at,
  consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied' },
  client: { device: 'phone' },
  events: [{ name: 'view_item', time: received_at, items: [{ item_id }] }],
})

/** An isolate over a database: it remembers for itself, and counts its round trips and the bytes of text it is answered. */
function isolate(shared: D1Database, at = 4) {
  const spent = { trips: 0, text: 0 }
  const db = {
    prepare: (sql: string) => shared.prepare(sql),
    async batch(statements: Parameters<D1Database['batch']>[0]) {
      const results = await shared.batch<{ text?: string }>(statements)
      spent.trips++
      for (const { results: rows } of results) for (const { text } of rows) spent.text += text?.length ?? 0
      return results
    },
  } as unknown as D1Database
  const pending: Promise<unknown>[] = []
  const options = {
    deadline: 5000,
    later: (work: Promise<unknown>) => pending.push(work),
    compact: { at, keep: 2 },
  }
  return {
    journal: d1Journal(db, options),
    people: d1People(db, options),
    spent,
    settled: () => Promise.all(pending.splice(0)),
  }
}

const step = fc.record({
  isolate: fc.nat(1),
  visitor: fc.constantFrom('v', 'w'),
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constant('append' as const) },
    { weight: 3, arbitrary: fc.constantFrom('again', 'other', 'known', 'at once') },
    { weight: 2, arbitrary: fc.constantFrom('erase', 'expire', 'corrupt', 'link', 'unlink') },
  ),
})

describe('what an isolate remembers of a visitor', () => {
  test('[J30] changes no answer, whatever other isolates, snapshots, links, erasure and retention do meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const shared = sqliteDatabase()
        const isolates = [isolate(shared), isolate(shared)]
        let count = 0
        for (const { isolate: at, visitor, act } of steps) {
          const { journal, people, settled } = isolates[at]!
          const time = NOW + 1000 * count
          const answer =
            act === 'append'
              ? await journal.append(SITE, visitor, entry(`b${++count}`, 'x', time), 'd')
              : act === 'again'
                ? await journal.append(SITE, visitor, entry(`b${count}`, 'x', time + (count % 2)), 'd')
                : act === 'other'
                  ? await journal.append(SITE, visitor, entry(`b${count}`, 'y', time), 'e')
                  : undefined
          if (act === 'at once')
            await Promise.all(
              [...isolates, ...isolates].map((each) =>
                each.journal.append(SITE, visitor, entry(`b${++count}`, 'x', time), 'd'),
              ),
            )
          if (act === 'erase') await people.erase(SITE, { visitor }, time)
          if (act === 'expire') await people.expire(SITE, { journal: time - 4000, profile: 0, now: time })
          if (act === 'corrupt')
            await shared
              .prepare(`INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
                VALUES (${nextOf('?2')}, ?1, ?2, ?3, ?4, 'd', '{"events":[null]}')`)
              .bind(SITE, visitor, `b${++count}`, time)
              .run()
          if (act === 'link')
            await shared
              .prepare(`INSERT OR IGNORE INTO links (site, visitor, person, linked_at, proof)
                VALUES (?1, 'v', 'p', ?2, 'x'), (?1, 'w', 'p', ?2, 'x')`)
              .bind(SITE, time)
              .run()
          if (act === 'unlink')
            await shared
              .prepare('DELETE FROM links WHERE site = ?1 AND visitor = ?2')
              .bind(SITE, visitor)
              .run()
          await settled()
          const fresh = await isolate(shared, 1000).journal.known(SITE, visitor)
          const { profile, batches } = await journal.known(SITE, visitor)
          expect([encode(profile), batches]).toEqual([encode(fresh.profile), fresh.batches])
          if (answer) expect(encode(answer.profile)).toBe(encode(fresh.profile))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('[J31] neither what was sent nor what is remembered comes back from D1; a visitor another isolate heard costs what is new', async () => {
    const shared = sqliteDatabase()
    const [here, there] = [isolate(shared, 30), isolate(shared, 30)]
    for (const batch of ['a', 'b', 'c']) await here.journal.append(SITE, 'v', entry(batch), 'd')
    expect(here.spent).toEqual({ trips: 3, text: 0 })
    await there.journal.append(SITE, 'v', entry('d'), 'd')
    expect(there.spent.text).toBeGreaterThan(2 * JSON.stringify(entry('a')).length)
    await here.journal.known(SITE, 'v')
    expect(here.spent).toEqual({ trips: 4, text: JSON.stringify(entry('d')).length })
    for (const batch of ['e', 'f']) await there.journal.append(SITE, 'v', entry(batch), 'd')
    const { batches } = await here.journal.append(SITE, 'v', entry('g'), 'd')
    expect([here.spent.trips, batches]).toEqual([5, ['a', 'b', 'c', 'd', 'e', 'f', 'g']])
  })
})
