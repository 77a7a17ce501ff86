import { afterAll, beforeAll, expect, test } from 'vitest'
import { bucketOfName } from '../../edge/identity/bucket.ts'
import { partitionOf } from '../../edge/journal/archive/archive.ts'
import { type Served, serve } from '../../edge/local/serve.ts'
import type { ConsentResponse } from '../../snippet/wire.ts'
import { BROWSER, collectOf, GRANTED, viewItem } from '../support/edge.ts'
import { SERVER_TOKEN, storedId } from '../support/identity.ts'
import { randomId } from '../support/ids.ts'

let served: Served
beforeAll(async () => {
  const secrets = { shop: { server: [SERVER_TOKEN] } }
  served = await serve({ sites: { shop: {} }, databases: 2, archive: true, secrets })
})
afterAll(() => served.stop())

const call = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, served.url), { ...init, headers: { 'user-agent': BROWSER, ...init.headers } })
const post = (path: string, body: object) => call(path, { method: 'POST', body: JSON.stringify(body) })

/** As if days had passed since all that is in the journal. */
const age = () =>
  Promise.all(
    served.databases.map((db) =>
      db.prepare('UPDATE journal SET received_at = received_at - 172800000').run(),
    ),
  )
const linesOf = (archived: Map<string, string>) =>
  [...archived.values()].flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { visitor: string; batch: string; entry: { events: unknown[] } }),
  )
/** The archive once it is as wanted; the queue delivers when it does. */
async function until(wanted: (lines: ReturnType<typeof linesOf>) => boolean) {
  for (;;) {
    const archived = await served.archived()
    if (wanted(linesOf(archived))) return archived
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('[J24] [I63] raw rows reach the archive once a line, and an erased visitor leaves it, as the check tells', async () => {
  const visitors: string[] = []
  const batches: string[] = []
  for (let n = 0; n < 6; n++) {
    const said = await post('/v1/consent', { site: 'shop', consent: { ...GRANTED, source: 'banner' } })
    const { visitor = '' } = (await said.json()) as ConsentResponse & { visitor?: string }
    visitors.push(visitor)
    for (let n = 0; n < 3; n++) {
      const batch = randomId()
      await post('/v1/collect', collectOf(visitor, [viewItem('x')], { batch, sent_at: Date.now() }))
      batches.push(batch)
    }
  }
  await served.tick()
  expect((await served.archived()).size).toBe(0)
  await age()
  await served.tick()
  const archived = await until((lines) => lines.length >= 24)
  const lines = linesOf(archived)
  expect(lines).toHaveLength(24)
  expect(batches.filter((batch) => !lines.some((line) => line.batch === batch))).toEqual([])
  for (const [key, text] of archived)
    for (const { visitor } of linesOf(new Map([[key, text]])))
      expect(key.startsWith(`shop/${partitionOf(bucketOfName('shop', visitor))}/`)).toBe(true)

  const [gone = ''] = visitors
  const left = async () => {
    const headers = { authorization: `Bearer ${SERVER_TOKEN}` }
    const body = JSON.stringify({ id: gone })
    const answer = await call('/v1/server/erasure?site=shop', { method: 'POST', headers, body })
    return (await answer.json()) as { erased: boolean; remains: Record<string, number> }
  }
  expect((await left()).remains).toMatchObject({ archive: 4 })
  const erased = await call('/v1/me?site=shop', {
    method: 'DELETE',
    headers: { authorization: `Bearer ${gone}` },
  })
  expect(erased.status).toBe(200)
  // The tables are empty at once, the archive is not yet.
  expect(await left()).toMatchObject({ erased: false, remains: { journal: 0, archive: 4 } })
  await age()
  await served.tick()
  const after = linesOf(await until((lines) => lines.length <= 20))
  expect(after).toHaveLength(20)
  expect(JSON.stringify(after)).not.toContain(storedId(gone))
  expect(await left()).toMatchObject({ erased: true, remains: { archive: 0 } })
})
