import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bucketOfName } from '../../edge/identity/bucket.ts'
import { readHoldings } from '../../edge/journal/shards/placement.ts'
import { createStores } from '../../edge/journal/stores.ts'
import { newStretch } from '../../edge/journal/stretch.ts'
import { type Served, serve } from '../../edge/local/serve.ts'
import type { CollectResponse, ConsentResponse } from '../../snippet/wire.ts'
import { BROWSER, collectOf, GRANTED, viewItem } from '../support/edge.ts'
import { storedId } from '../support/identity.ts'
import { randomId } from '../support/ids.ts'
import { named } from '../support/shards.ts'

/** Rows there before, and visitors who go on meanwhile: RESHARD_ROWS=200000 RESHARD_CLIENTS=30 makes a night of it. */
const ROWS = Number(process.env.RESHARD_ROWS ?? 3000)
const CLIENTS = Number(process.env.RESHARD_CLIENTS ?? 8)
const TOKEN = 'a-server-token-for-this-test-alone'
const command = fileURLToPath(new URL('../../edge/local/cli/reshard.ts', import.meta.url))

let served: Served
beforeAll(async () => {
  served = await serve({ sites: { shop: {} }, secrets: { shop: { server: [TOKEN] } }, databases: 4 })
})
afterAll(() => served.stop())

const post = (path: string, body: object) =>
  fetch(new URL(path, served.url), {
    method: 'POST',
    headers: { 'user-agent': BROWSER },
    body: JSON.stringify(body),
  })

const reshard = (to: number) =>
  new Promise<string>((done, broken) => {
    const args = [command, '--to', String(to), '--site', 'shop', '--url', String(served.url)]
    const env = { ...process.env, ACQUAINT_TOKEN: TOKEN }
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      error ? broken(new Error(stdout + stderr)) : done(stdout),
    )
  })

/** Visitors of before: each row a batch. */
async function fill(): Promise<void> {
  const [db] = served.databases
  const visitors = Array.from({ length: 500 }, randomId)
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const batch = randomId()
    const entry = {
      batch,
      received_at: 1e12,
      consent: GRANTED,
      client: {},
      events: [{ name: 'click', time: 1e12 }],
    }
    return [visitors[n % visitors.length], batch, JSON.stringify(entry)]
  })
  for (let at = 0; at < rows.length; at += 1000)
    await db!
      .prepare(
        `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
          SELECT ${newStretch('key')}, 'shop', json_extract(value, '$[0]'), json_extract(value, '$[1]'), 0, 'd', json_extract(value, '$[2]') FROM json_each(?1)`,
      )
      .bind(JSON.stringify(rows.slice(at, at + 1000)))
      .run()
}

/** A visitor who goes on collecting until `over`, and sends again what was not acknowledged. */
async function visit(over: () => boolean): Promise<{ visitor: string; acked: string[]; refused: number }> {
  const said = await post('/v1/consent', { site: 'shop', consent: { ...GRANTED, source: 'banner' } })
  const { visitor = '' } = (await said.json()) as ConsentResponse & { visitor?: string }
  const acked: string[] = []
  let refused = 0
  while (!over() || acked.length < 5) {
    const batch = randomId()
    for (;;) {
      const answer = await post(
        '/v1/collect',
        collectOf(visitor, [viewItem('x')], { batch, sent_at: Date.now() }),
      )
      if (answer.ok && ((await answer.json()) as CollectResponse).ack === batch) break
      if (answer.status !== 503) throw new Error(`${answer.status} ${await answer.text()}`)
      refused++
    }
    acked.push(batch)
  }
  return { visitor, acked, refused }
}

test('[J18] from one database to four and back to two under load: nothing lost, nothing doubled, each row where its bucket is', async () => {
  await fill()
  let over = false
  const visits = Array.from({ length: CLIENTS }, () => visit(() => over))
  const said = [await reshard(4), await reshard(4), await reshard(2)]
  over = true
  const done = await Promise.all(visits)
  expect(said[0]).toMatch(/\d+ rows copied, \d+ followed/)
  expect(said[1]).toContain('already')

  const acked = done.flatMap((each) => each.acked)
  const stored: string[] = []
  const databases = named(served.databases)
  const holdings = await readHoldings(databases)
  for (const [index, database] of databases.entries()) {
    const { mine } = holdings[index]!
    expect(mine.size).toBe(index < 2 ? 512 : 0)
    const { results } = await database.db
      .prepare("SELECT visitor, batch, entry FROM journal WHERE site = 'shop'")
      .all<{ visitor: string; batch: string; entry: string }>()
    expect(results.filter(({ visitor }) => !mine.has(bucketOfName('shop', visitor)))).toEqual([])
    stored.push(
      ...results.filter(({ entry }) => !entry.includes('"source":"banner"')).map(({ batch }) => batch),
    )
  }
  expect(stored.length).toBe(acked.length + ROWS)
  expect(new Set(stored).size).toBe(stored.length)
  const there = new Set(stored)
  expect(acked.filter((batch) => !there.has(batch))).toEqual([])

  const journal = createStores(databases).journal({ deadline: 5000, later: () => {} })
  for (const { visitor, acked } of done) {
    const { profile } = await journal.known('shop', storedId(visitor))
    const views = Object.values(Object.values(profile.facts.rows.view_item ?? {})[0] ?? {})
    expect(views.reduce((sum, [count]) => sum + count, 0)).toBe(acked.length)
  }
  console.log(
    `${ROWS} rows and ${CLIENTS} visitors: ${acked.length} batches meanwhile, ${done.reduce((sum, { refused }) => sum + refused, 0)} sent twice; ${said.map((text) => text.trim().split('\n').at(-1)).join(' ')}`,
  )
}, 600_000)
