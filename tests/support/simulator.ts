import type { D1Database } from '@cloudflare/workers-types'
import { bucketOfName } from '../../edge/identity/bucket.ts'
import { journalNameOf } from '../../edge/identity/person.ts'
import { d1Journal } from '../../edge/journal/d1.ts'
import { d1People } from '../../edge/journal/d1-people.ts'
import { shardedJournal } from '../../edge/journal/shards/journal.ts'
import { stepTo } from '../../edge/journal/shards/move.ts'
import { shardedPeople } from '../../edge/journal/shards/people.ts'
import { type Holding, readHoldings } from '../../edge/journal/shards/placement.ts'
import { createShards } from '../../edge/journal/shards/shards.ts'
import { NOW } from './arbitrary.ts'
import { testEdge } from './edge.ts'
import { History, randomOf, send } from './history.ts'
import { agree, nothingLeft } from './history-checks.ts'
import { SECRETS } from './identity.ts'
import { memoryJournal } from './memory-journal.ts'
import { emptyMemory } from './memory-people.ts'
import { deal, named } from './shards.ts'
import { sqliteDatabase } from './sqlite.ts'

export interface Outcome {
  seed: number
  steps: string[]
  merges: number
  erased: number
  forged: number
}

const TABLES = [
  'guests',
  'journal',
  'profiles',
  'links',
  'ledger',
  'tokens',
  'hints',
  'receipts',
  'failed_events',
]
/**
 * The real edge over D1's SQL, and the same routes over plain lists that are scanned whole: both
 * get one random history of {collect, identify, forged identify, logout, another device, consent,
 * unlink, erase, import, repeat, late} and must agree after every step. Snapshots are written
 * often and late, also after the erasure of what they hold.
 */
export async function simulator(over = 1, { moves = false } = {}) {
  const all = Array.from({ length: over }, sqliteDatabase)
  const late: (() => void)[] = []
  const slow = all.map((db) => lateSnapshots(db, late))
  const databases = named(slow)
  await deal(databases)
  const shards = createShards(databases)
  const options = { deadline: 60_000, later: () => {}, compact: { at: 2, keep: 1 } }
  const memory = memoryJournal()
  const randoms = { real: randomOf(0), naive: randomOf(0) }
  const fill = (edge: keyof typeof randoms) => (bytes: Uint8Array<ArrayBuffer>) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(randoms[edge]() * 256)
    return bytes
  }
  const config = { secrets: SECRETS, shop: { identity: { max_visitors: 3 } } }
  const [only] = slow as [D1Database]
  const realJournal = over === 1 ? d1Journal(only, options) : shardedJournal(shards, options)
  const real = await testEdge({
    ...config,
    journal: realJournal,
    people: over === 1 ? d1People(only, options) : shardedPeople(shards, options),
    random: fill('real'),
  })
  const naive = await testEdge({ ...config, journal: memory, random: fill('naive') })

  let held: Holding['mine'][] = []
  const look = async () => {
    held = (await readHoldings(databases)).map(({ mine }) => mine)
  }
  const kept = (site: string, name: string) => held.findIndex((mine) => mine.has(bucketOfName(site, name)))
  /** The person's bucket, where a visitor is kept in another database. */
  const apart = (site: string, visitor: string, person: string) =>
    kept(site, visitor) === kept(site, journalNameOf(person))
      ? undefined
      : bucketOfName(site, journalNameOf(person))
  /** Some steps of moving buckets, to as many databases as were last wanted. */
  const moving = { to: over, now: NOW }
  const move = async (steps: number) => {
    for (let n = 0; n < steps; n++)
      if ((await stepTo(databases, moving.to, { by: 1, now: moving.now })).done) return true
    return false
  }

  return {
    async run(seed: number, count: number): Promise<Outcome> {
      const random = randomOf(seed)
      randoms.real = randomOf(seed + 1)
      randoms.naive = randomOf(seed + 1)
      Object.assign(memory.memory, emptyMemory(), over > 1 && { apart })
      if (moves) await move(Number.POSITIVE_INFINITY)
      await look()
      for (const db of all) await db.batch(TABLES.map((table) => db.prepare(`DELETE FROM ${table}`)))
      late.length = 0
      const history = new History(seed, random)
      history.apart = over > 1 ? apart : undefined
      const steps: string[] = []
      const fail = (why: string): never => {
        throw new Error(`seed ${seed}: ${why}\n  ${steps.join('\n  ')}`)
      }
      let forged = 0
      for (let n = 0; n < count; n++) {
        real.clock.now = naive.clock.now = history.now = NOW + n * 1000
        const step = await history.next()
        if (moves) {
          if (await move(Math.floor(random() * 9))) moving.to = 1 + Math.floor(random() * over)
          await look()
        }
        const [ours, theirs] = [await send(real, step), await send(naive, step)]
        steps.push(`${step.what} → ${ours.status} ${ours.body.code ?? ''}`)
        if (random() < 0.3) late.shift()?.()
        if (ours.text !== theirs.text) fail(`the edges disagree:\n  ${ours.text}\n  ${theirs.text}`)
        if (step.forged) {
          forged++
          if (ours.status < 400) fail('a forged proof was taken')
        }
        history.learn(step, ours)
      }
      for (const write of late.splice(0)) write()
      await agree(realJournal, memory, history, fail)
      const erased = await nothingLeft(real, history, fail)
      return { seed, steps, merges: history.merges, erased, forged }
    },
  }
}

/** Holds back what writes snapshots, until somebody lets it go. */
function lateSnapshots(db: D1Database, late: (() => void)[]): D1Database {
  const batch = (statements: { sql: string }[]) => {
    const written = statements.filter(({ sql }) => !sql.startsWith('INSERT INTO fence'))
    if (!written.every(({ sql }) => sql.startsWith('INSERT INTO profiles')))
      return db.batch(statements as never)
    return new Promise((settle) => {
      late.push(() => settle(db.batch(statements as never)))
    })
  }
  return { prepare: (sql: string) => db.prepare(sql), batch } as unknown as D1Database
}
