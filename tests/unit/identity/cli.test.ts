import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEdge } from '../../support/edge.ts'
import { edgeOver, identify, SERVER_TOKEN, showMe, signedVisitor, tokenOf } from '../../support/identity.ts'
import { FEED } from '../../support/shop.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The edge behind a real socket on loopback, as the command line meets it. */
async function listen(edge: TestEdge): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await edge.fetch(request.url ?? '/', {
      method: request.method ?? 'GET',
      headers: { authorization: request.headers.authorization ?? '' },
      ...(chunks.length && { body: Buffer.concat(chunks) }),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

describe('the command line', () => {
  let edge: TestEdge
  let server: Server
  let folder: string
  const command = (name: string, ...words: string[]) =>
    new Promise<{ code: number; out: string }>((done) => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const args = [`${root}edge/local/cli/${name}.ts`, ...words, '--site', 'shop', '--url', url]
      const env = { ...process.env, ACQUAINT_TOKEN: SERVER_TOKEN }
      execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
        done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      )
    })

  beforeAll(async () => {
    edge = await edgeOver(sqliteDatabase())
    server = await listen(edge)
    folder = await mkdtemp(`${tmpdir()}/acquaint-`)
  })
  afterAll(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })

  test('[I80] people are imported, un-merged and proven erased', async () => {
    const visitor = await signedVisitor()
    await identify(edge, visitor, await tokenOf('anna'))
    const csv = `${folder}/people.csv`
    await writeFile(csv, 'person,tier,tags[]\nanna,gold,vip|early\n"guest",x,\nbert,silver,\n')
    const imported = await command('import', 'people', csv)
    expect(imported.out).toContain('2 rows taken, 1 refusals.')
    expect(imported.out).toContain(`${csv}:3: illegal_person`)
    expect(imported.code).toBe(1)
    expect((await showMe(edge, visitor)).profile).toMatchObject({
      traits: { tier: { value: 'gold' }, 'tags/vip': { value: true } },
    })

    expect((await command('verify-erasure', 'bert')).code).toBe(1)
    expect((await command('unlink', 'anna', '--by', 'support')).out).toContain('Unlinked')
    expect((await showMe(edge, visitor)).person).toBeUndefined()

    await edge.fetch('/v1/server/erase?site=shop', {
      method: 'POST',
      body: JSON.stringify({ person: 'bert' }),
      headers: { authorization: `Bearer ${SERVER_TOKEN}` },
    })
    const checked = await command('verify-erasure', 'bert')
    expect([checked.code, checked.out.includes('Nothing is left.')]).toEqual([0, true])
    expect((await command('import', 'people', `${folder}/nothing.csv`)).out).toContain('Can not read')
    const feed = `${folder}/feed.json`
    await writeFile(feed, JSON.stringify(FEED))
    expect((await command('import', 'catalogue', feed)).out).toMatch(/^Published [0-9a-f]{12}\.$/m)
    expect((await command('import', 'model', feed)).out).toContain('model: not-a-model')
  }, 60_000)
})
