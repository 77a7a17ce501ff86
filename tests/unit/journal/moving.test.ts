import type { D1Database } from '@cloudflare/workers-types'
import { beforeEach, describe, expect, test } from 'vitest'
import { bucketOfName } from '../../../edge/identity/bucket.ts'
import { type Cursor, type Journal, JournalUnavailable, type Known } from '../../../edge/journal/journal.ts'
import { stepTo } from '../../../edge/journal/shards/move.ts'
import { type Database, readHoldings } from '../../../edge/journal/shards/placement.ts'
import type { Progress } from '../../../edge/journal/shards/progress.ts'
import { createStores } from '../../../edge/journal/stores.ts'
import type { Profile } from '../../../edge/profile/profile.ts'
import { NOW } from '../../support/arbitrary.ts'
import { named } from '../../support/shards.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

// A move is paused before each of its statements, and between the statements of whoever reads meanwhile.

const SITE = 's'
const VISITORS = Array.from({ length: 8 }, (_, n) => `visitor-${n}`)
/** Of one person, and kept in all corners once there are several databases. */
const DEVICES = VISITORS.slice(0, 4)
/** What is asked for, one after the other: apart, and home again. */
const WANTED = [3, 1]
/** `deadline`: how long whoever is told to wait does so before giving up, ms. */
const journalOver = (databases: readonly Database[], deadline: number) =>
  createStores(databases).journal({ deadline, later: () => {}, compact: { at: 4, keep: 1 } })

let databases: Database[]
/** What was acknowledged, by visitor; what was sent and not acknowledged may be there as well. */
let acked: Map<string, string[]>
let open: Map<string, string[]>
let batches = 0

const entryOf = (batch: string) => ({
  batch,
  received_at: NOW,
  consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied' } as const,
  client: {},
  events: [{ name: 'view_item' as const, time: NOW, items: [{ item_id: 'x' }] }],
})

/** Appends a batch; `false` where it was not acknowledged. */
async function write(journal: Journal, visitor: string, batch = `b${batches++}`): Promise<boolean> {
  try {
    expect((await journal.append(SITE, visitor, entryOf(batch), 'd')).outcome).not.toBe('conflict')
    note(acked, visitor, batch)
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(JournalUnavailable)
    note(open, visitor, batch)
    return false
  }
}

const note = (list: typeof acked, visitor: string, batch: string) =>
  list.set(visitor, [...(list.get(visitor) ?? []), batch])
const viewsIn = ({ facts }: Profile): number =>
  Object.values(Object.values(facts.rows.view_item ?? {})[0] ?? {}).reduce((sum, [count]) => sum + count, 0)
const countOf = (list: typeof acked, visitor: string): number =>
  (DEVICES.includes(visitor) ? DEVICES : [visitor]).reduce(
    (sum, each) => sum + (list.get(each)?.length ?? 0),
    0,
  )
/** A profile holds all that was acknowledged, and nothing that was never sent. */
function complete(visitor: string, { profile, person }: Known): void {
  const least = countOf(acked, visitor)
  expect(viewsIn(profile)).toBeGreaterThanOrEqual(least)
  expect(viewsIn(profile)).toBeLessThanOrEqual(least + countOf(open, visitor))
  expect(person).toBe(DEVICES.includes(visitor) ? 'anna' : undefined)
}
/** So does what a fold reads, each row once. */
function completeRows(rows: string[]): void {
  const sent = new Set([...open.values()].flat())
  expect(new Set(rows).size).toBe(rows.length)
  expect(rows.filter((batch) => !sent.has(batch))).toEqual([...acked.values()].flat().sort())
}
/** What a fold that begins now reads, from one page to the next. */
async function rowsOf(journal: Journal): Promise<string[]> {
  const rows: string[] = []
  for (let cursor: Cursor = {}, more = true; more; ) {
    const page = await journal.rowsFrom(SITE, cursor, 30)
    if (page.restarted) rows.length = 0
    rows.push(...page.rows.map(({ entry }) => entry.batch))
    ;({ cursor, more } = page)
  }
  return rows.sort()
}
/** Whether a bucket of theirs was given away by one database and is not yet taken up by another. */
async function dangling(...visitors: string[]): Promise<boolean> {
  const holdings = await readHoldings(databases)
  const names = visitors.some((each) => DEVICES.includes(each))
    ? [...visitors, ...DEVICES, 'p:anna']
    : visitors
  return names.some((name) => !holdings.some(({ mine }) => mine.has(bucketOfName(SITE, name))))
}

/** The same databases, with something that happens before each of their transactions. */
const pausing = (before: () => Promise<void>): Database[] =>
  databases.map(({ name, db }) => {
    const wait =
      <A extends unknown[], T>(work: (...all: A) => Promise<T>) =>
      async (...all: A): Promise<T> => {
        await before()
        return work(...all)
      }
    type Statement = ReturnType<D1Database['prepare']>
    const paused = (statement: Statement): Statement => ({
      ...statement,
      raw: statement.raw,
      bind: (...values: unknown[]) => paused(statement.bind(...values)),
      all: wait(statement.all) as Statement['all'],
      run: wait(statement.run) as Statement['run'],
      first: wait(statement.first as () => Promise<null>) as Statement['first'],
    })
    const prepare = (sql: string) => paused(db.prepare(sql))
    const batch = wait((statements: Statement[]) => db.batch(statements))
    return { name, db: { prepare, batch } as unknown as D1Database }
  })

async function moveAll(over: readonly Database[], each: (step: Progress) => Promise<void>): Promise<void> {
  for (const count of WANTED)
    for (let step: Progress | undefined; !step?.done; ) {
      step = await stepTo(over, count, { by: 1, now: NOW })
      await each(step)
    }
}

beforeEach(async () => {
  databases = named(Array.from({ length: 3 }, sqliteDatabase))
  acked = new Map()
  open = new Map()
  const stores = createStores(databases)
  const options = { deadline: 1000, later: () => {} }
  const people = stores.people(options)
  for (const visitor of VISITORS)
    for (let n = 0; n < 5; n++) await write(journalOver(databases, 1000), visitor)
  for (const [n, presented] of DEVICES.entries()) {
    const claim = { presented, fresh: `fresh-${n}`, person: 'anna', token: `t${n}`, issued_at: NOW }
    const proof = { expires_at: NOW + 1e6, proof: 'test', at: NOW, limit: 20 }
    expect(await people.identify(SITE, { ...claim, ...proof })).toMatchObject({
      outcome: 'linked',
      visitor: presented,
    })
  }
})

describe('while buckets move', () => {
  test('[J28] whoever reads at any moment of a move reads all that was acknowledged, or is told to wait', async () => {
    // An isolate that never asked before, and some that know the buckets as they were a while ago.
    const isolates = Array.from({ length: 7 }, () => journalOver(databases, 25))
    const count = { moments: 0, reads: 0, waited: 0, refused: 0, folds: 0 }
    let busy = false
    const moment = async () => {
      if (busy) return
      busy = true
      const at = count.moments++
      const journal = at % 3 ? isolates[at % isolates.length]! : journalOver(databases, 25)
      if (!(await write(journal, VISITORS[at % VISITORS.length]!))) count.refused++
      for (const visitor of VISITORS.filter((_, n) => (n + at) % 4 === 0))
        try {
          complete(visitor, await journal.known(SITE, visitor))
          count.reads++
        } catch (error) {
          if (!(error instanceof JournalUnavailable)) throw error
          expect(await dangling(visitor)).toBe(true)
          count.waited++
        }
      if (at % 9 === 0)
        try {
          completeRows(await rowsOf(journal))
          count.folds++
        } catch (error) {
          if (!(error instanceof JournalUnavailable)) throw error
          expect(await dangling(...VISITORS)).toBe(true)
        }
      busy = false
    }
    await moveAll(pausing(moment), async () => {})
    expect(count.moments).toBeGreaterThan(200)
    expect(count.reads).toBeGreaterThan(400)
    expect(count.waited).toBeGreaterThan(0)
    expect(count.waited).toBeLessThan(count.reads / 10)
    expect(count.folds).toBeGreaterThan(20)
    expect(count.refused).toBeGreaterThan(0)
    // What was refused is sent again, and is there once.
    const unanswered = [...open]
    open = new Map()
    for (const [visitor, batches] of unanswered)
      for (const batch of batches) expect(await write(isolates[0]!, visitor, batch)).toBe(true)
    for (const visitor of VISITORS) complete(visitor, await isolates[1]!.known(SITE, visitor))
    completeRows(await rowsOf(isolates[2]!))
  })

  test('[J28] so does whoever was in the middle of reading when buckets moved', async () => {
    const steps = WANTED.flatMap((to) => Array.from({ length: 90 }, () => to))
    let at = 0
    let moved = Promise.resolve()
    // Each transaction of a reader comes after another step of the move.
    const step = (): Promise<void> => {
      moved = moved.then(async () => {
        const to = steps[at++]
        if (to !== undefined) await stepTo(databases, to, { by: 1, now: NOW })
      })
      return moved
    }
    const reader = journalOver(pausing(step), 30_000)
    for (let n = 0; at < steps.length; n++) {
      const visitor = VISITORS[n % VISITORS.length]!
      complete(visitor, await reader.known(SITE, visitor))
      if (n % 5 === 0) expect(await write(reader, visitor)).toBe(true)
      if (n % 11 === 0) completeRows(await rowsOf(reader))
    }
  })
})
