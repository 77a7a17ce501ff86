import type { D1Database } from '@cloudflare/workers-types'
import { describe, expect, test } from 'vitest'
import { bucketOfName } from '../../../edge/identity/bucket.ts'
import { graveOf } from '../../../edge/identity/grave.ts'
import { journalNameOf } from '../../../edge/identity/person.ts'
import { JournalUnavailable } from '../../../edge/journal/journal.ts'
import { settleMoves, stepTo } from '../../../edge/journal/shards/move.ts'
import { databasesOf, planMoves } from '../../../edge/journal/shards/placement.ts'
import { createStores } from '../../../edge/journal/stores.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, testEdge, viewItem } from '../../support/edge.ts'
import {
  identify,
  SECRETS,
  SERVER_TOKEN,
  showMe,
  signedVisitor,
  storedId,
  tokenOf,
} from '../../support/identity.ts'
import { journalContract } from '../../support/journal-contract.ts'
import { peopleContract } from '../../support/people-contract.ts'
import { deal, dealtTo, named } from '../../support/shards.ts'
import { simulator } from '../../support/simulator.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const options = { deadline: 5000, later: () => {} }
const RUNS = Number(process.env.SIMULATIONS ?? 25)

/** Databases that count the transactions sent to them. */
async function counted(count: number) {
  const trips: number[] = Array(count).fill(0)
  const databases = named(
    Array.from({ length: count }, (_, index) => {
      const db = sqliteDatabase()
      const batch = (statements: never[]) => {
        trips[index] = (trips[index] as number) + 1
        return db.batch(statements)
      }
      return { prepare: (sql: string) => db.prepare(sql), batch } as unknown as D1Database
    }),
  )
  await deal(databases)
  const stores = createStores(databases)
  return {
    databases,
    trips,
    journal: stores.journal(options),
    people: stores.people(options),
    health: stores.health(options),
  }
}

for (const count of [2, 3]) {
  describe(`people over ${count} databases`, () => peopleContract(() => counted(count)))
  describe(`the journal over ${count} databases`, () =>
    journalContract(async () => (await counted(count)).journal))
}

describe('several databases', () => {
  const simulate = async (moves: boolean) => {
    const simulation = await simulator(3, { moves })
    const total = { merges: 0, erased: 0, forged: 0 }
    for (let seed = 1; seed <= RUNS; seed++) {
      const { merges, erased, forged } = await simulation.run(seed, 24)
      total.merges += merges
      total.erased += erased
      total.forged += forged
    }
    for (const count of Object.values(total)) expect(count).toBeGreaterThan(RUNS / 4)
  }
  test('[J11] random histories over three databases are those of one', () => simulate(false), 3_600_000)
  test('[J17] so they are while buckets move between databases, and back', () => simulate(true), 3_600_000)

  test('[J12] a known visitor on several devices costs one round trip a batch, to the database of the person', async () => {
    const { databases, trips, ...stores } = await counted(4)
    const edge = await testEdge({ ...stores, secrets: SECRETS })
    const home = dealtTo('shop', journalNameOf('anna'), 4)
    const ids: string[] = []
    for (let device = 0; device < 6; device++) {
      const before = await signedVisitor('shop', device)
      await edge.post('/v1/collect', collectOf(before, [viewItem(`before-${device}`)]))
      const { visitor = before } = await identify(edge, before, await tokenOf('anna'))
      expect(dealtTo('shop', storedId(visitor), 4)).toBe(home)
      ids.push(visitor)
    }
    for (const visitor of ids) {
      trips.fill(0)
      const answer = await edge.post('/v1/collect', collectOf(visitor, [viewItem('after')]))
      expect(answer.status).toBe(200)
      expect(trips).toEqual(trips.map((_, index) => (index === home ? 1 : 0)))
    }
    const { profile } = await stores.journal.known('shop', storedId(ids[0]!))
    const items = profile.recent.flatMap(({ items = [] }) => items.map(([id]) => id))
    for (let device = 0; device < 6; device++) expect(items).toContain(`before-${device}`)
    expect(items.filter((id) => id === 'after')).toHaveLength(6)
    for (const { db } of databases.filter((_, index) => index !== home))
      expect(
        await db.prepare("SELECT count(*) AS n FROM journal WHERE entry LIKE '%after%'").first('n'),
      ).toBe(0)
  })

  test('[J13] an erasure reaches every database, and a late batch on any device is refused', async () => {
    const { databases, trips: _, ...stores } = await counted(4)
    const edge = await testEdge({ ...stores, secrets: SECRETS })
    const devices: string[] = []
    for (let device = 0; device < 5; device++) {
      const before = await signedVisitor('shop', 40 + device)
      await edge.post('/v1/collect', collectOf(before, [viewItem('x')]))
      const { visitor } = await identify(edge, before, await tokenOf('bert'))
      devices.push(before, ...(visitor ? [visitor] : []))
    }
    expect((await showMe(edge, devices[0]!)).journal).toHaveLength(5)
    const erased = await edge.fetch('/v1/me?site=shop', {
      method: 'DELETE',
      headers: { authorization: `Bearer ${devices[0]}` },
    })
    expect(((await erased.json()) as { removed: { journal: number } }).removed.journal).toBe(5)
    for (const wire of devices) {
      expect((await edge.post('/v1/collect', collectOf(wire, [viewItem('late')]))).status).toBe(410)
      const check = await edge.fetch('/v1/server/erasure?site=shop', {
        method: 'POST',
        body: JSON.stringify({ id: wire }),
        headers: { authorization: `Bearer ${SERVER_TOKEN}` },
      })
      expect(((await check.json()) as { erased: boolean }).erased).toBe(true)
    }
    for (const { db } of databases)
      for (const table of ['journal', 'links', 'guests', 'profiles', 'ledger', 'tokens'])
        for (const id of [...devices.map(storedId), 'bert']) {
          const { results } = await db.prepare(`SELECT * FROM ${table}`).all()
          expect(JSON.stringify(results)).not.toContain(id)
        }
  })

  test('[J14] retention and what was set aside cover every database', async () => {
    const { databases, journal, people, health } = await counted(3)
    const entry = (visitor: string, days: number) => ({
      batch: `${visitor}-${days}`,
      received_at: NOW - days * DAY,
      consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied' } as const,
      client: {},
      events: [{ name: 'click' as const, time: NOW - days * DAY }],
    })
    const visitors = Array.from({ length: 12 }, (_, n) => `visitor-${n}`)
    for (const days of [500, 1]) {
      for (const visitor of visitors) await journal.append('s', visitor, entry(visitor, days), 'd')
      // A fold reads now and then; without it, the old and the new rows of one visitor go together.
      await journal.rowsFrom('s', {}, 1)
    }
    expect(await people.expire('s', { journal: NOW - 395 * DAY, profile: NOW - 760 * DAY, now: NOW })).toBe(
      12,
    )
    const counts = await Promise.all(
      databases.map(({ db }) => db.prepare('SELECT count(*) AS n FROM journal').first<number>('n')),
    )
    expect(counts.every((count) => (count as number) > 0)).toBe(true)
    expect(counts.reduce((sum, count) => (sum as number) + (count as number), 0)).toBe(12)

    for (const visitor of visitors) await health.setAside('s', visitor, entry(visitor, 2), 'poison')
    expect((await health.report('s', NOW)).failed).toEqual({ poison: 12 })
    const tried: string[] = []
    for (let id = 0; ; ) {
      const rows = await health.failed('s', 'poison', id, 5, 3)
      if (rows.length === 0) break
      tried.push(...rows.map((row) => row.visitor))
      for (const row of rows) await health.settle(row.id, true)
      id = rows.at(-1)!.id
    }
    expect(tried.sort()).toEqual(visitors.sort())
    expect((await health.report('s', NOW)).failed).toEqual({})
    await health.noteFold('s', 'model', { rows: Object.fromEntries(databases.map(({ name }) => [name, 1])) })
    const { folds, newest } = await health.report('s', NOW)
    expect(folds.model).toEqual({ read: 3, behind: (await journal.rowsAfter('s', 0, 99)).length })
    expect(newest).toBeGreaterThan(6)
  })

  test('[J19] only an operator moves buckets, and only to databases that are bound', async () => {
    const { databases, trips: _, ...stores } = await counted(2)
    const edge = await testEdge({ ...stores, databases: databases.slice(0, 1), secrets: SECRETS })
    const ask = (query: string, token?: string) =>
      edge.fetch(`/v1/server/reshard?site=shop&${query}`, {
        method: 'POST',
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      })
    expect((await ask('to=2')).status).toBe(401)
    expect((await ask('to=2', 'x'.repeat(32))).status).toBe(401)
    for (const query of ['to=2', 'to=0', 'to=1.5', 'to=x', '']) {
      const answer = await ask(query, SERVER_TOKEN)
      expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
        400,
        '`to` is 1 to 1: so many databases are bound.',
      ])
    }
  })

  test('[J26] a cut-over that broke off in its middle is finished by the schedule; until then nothing is answered wrongly', async () => {
    const databases = named([sqliteDatabase(), sqliteDatabase()])
    const stores = createStores(databases)
    const journal = stores.journal({ deadline: 100, later: () => {} })
    const visitors = Array.from({ length: 8 }, (_, n) => `visitor-${n}`)
    const entry = {
      batch: 'b',
      received_at: NOW,
      consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied' } as const,
      client: {},
      events: [{ name: 'click' as const, time: NOW }],
    }
    for (const visitor of visitors) await journal.append('s', visitor, entry, 'd')
    const dying = databases.map((database, index) =>
      index === 0
        ? database
        : {
            ...database,
            db: { ...database.db, prepare: (sql: string) => database.db.prepare(sql), batch: dies },
          },
    )
    async function dies(statements: { sql: string }[]): Promise<never> {
      if (statements.some(({ sql }) => sql.includes('SET mine'))) throw new Error('killed')
      return databases[1]!.db.batch(statements as never) as never
    }
    const steps = async () => {
      for (;;) await stepTo(dying as typeof databases, 2, { by: 1, now: NOW })
    }
    await expect(steps()).rejects.toThrow('killed')
    const moved = visitors.find((visitor) => bucketOfName('s', visitor) >= 512)!
    await expect(journal.known('s', moved)).rejects.toBeInstanceOf(JournalUnavailable)
    expect([await settleMoves(databases), await settleMoves(databases)]).toEqual([true, false])
    for (const visitor of visitors) expect((await journal.known('s', visitor)).batches).toEqual(['b'])
    while (!(await stepTo(databases, 2, { by: 1, now: NOW })).done);
    for (const visitor of visitors)
      expect((await journal.append('s', visitor, entry, 'd')).outcome).toBe('repeated')
  })

  test('[J27] a proof that was spent stays spent when its person moves', async () => {
    const databases = named([sqliteDatabase(), sqliteDatabase()])
    const people = createStores(databases).people(options)
    const person = Array.from({ length: 20 }, (_, n) => `p${n}`).find(
      (name) => bucketOfName('s', journalNameOf(name)) >= 512,
    )!
    const claim = {
      presented: 'v',
      fresh: 'w',
      person,
      token: 't',
      issued_at: NOW,
      expires_at: NOW + DAY,
      proof: 'test',
      at: NOW,
      limit: 20,
    }
    expect((await people.identify('s', claim)).outcome).toBe('linked')
    await people.withdraw('s', 'v', { receipt: 'r', at: NOW, body: '{}' })
    while (!(await stepTo(databases, 2, { by: 1, now: NOW })).done);
    expect(await people.identify('s', claim)).toEqual({ outcome: 'token_replayed' })
  })

  test('[J15] a grave is kept where its name was', async () => {
    for (const name of ['AAAAAAAAAAAAAAAAAAAAAA', 'p:anna', 'x', 'ABCDEFGHIJKLMNOPQRSTUVWX'])
      expect(bucketOfName('s', await graveOf('s', name))).toBe(bucketOfName('s', name))
  })

  test('[J16] databases are counted from DB, DB_1 on; buckets are dealt evenly with as few moves as can be', () => {
    const bound = databasesOf({ DB: {}, DB_1: {}, DB_2: {}, DB_4: {}, KV: {} })
    expect(bound.map(({ name }) => name)).toEqual(['DB', 'DB_1', 'DB_2'])
    const held = [
      new Set(Array.from({ length: 1024 }, (_, bucket) => bucket)),
      new Set<number>(),
      new Set<number>(),
    ]
    const apply = (count: number) => {
      const moves = planMoves(held, count)
      for (const [from, to, buckets] of moves)
        for (const bucket of buckets) {
          expect(held[from]!.delete(bucket)).toBe(true)
          held[to]!.add(bucket)
        }
      return moves.reduce((sum, [, , buckets]) => sum + buckets.length, 0)
    }
    expect([apply(3), held.map(({ size }) => size), apply(3)]).toEqual([682, [342, 341, 341], 0])
    expect([apply(2), held.map(({ size }) => size)]).toEqual([341, [512, 512, 0]])
    expect([apply(1), held.map(({ size }) => size)]).toEqual([512, [1024, 0, 0]])
  })
})
