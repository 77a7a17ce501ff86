import { describe, expect, it } from 'vitest'
import { compile } from '../../../rules/compile.ts'
import { atWorker, type Fetch } from '../../../rules/workbench/place.ts'
import { RemoteFailed } from '../../../rules/workbench/remote.ts'
import { testEdge } from '../../support/edge.ts'
import { NOW } from './visitor.ts'

const TOKEN = 'publishing-token-of-the-shop-0123456789'
const shop = (text: string) =>
  compile({
    'a.yaml': `blocks: { a: { template: <p>${text}</p> } }\nslots: { s: { show: [{ block: a }] } }\n`,
  })
const said = { at: NOW, author: 'anna', message: 'winter & spring' }

async function place(token = TOKEN) {
  const edge = await testEdge({ secrets: { shop: { server: [{ token: TOKEN, scopes: ['publish'] }] } } })
  const asked: string[] = []
  const fetch: Fetch = (url, init) => {
    asked.push(`${init.method} ${url}`)
    return edge.fetch(`${url.pathname}${url.search}`, init)
  }
  return { asked, place: atWorker('https://edge.example', token, 'shop', fetch) }
}

describe('publish --remote --url, with a server token', () => {
  it('[R99] publishes, tells what is live and what was, and rolls back, by the deployed Worker alone', async () => {
    const { asked, place: at } = await place()
    const [winter, spring] = [shop('Winter'), shop('Spring')]
    expect(await at.live()).toBeUndefined()
    for (const version of [winter, spring])
      expect(await at.publish(version, [], said)).toMatchObject({
        ok: true,
        hash: version.bundle.hash,
        changed: true,
      })
    expect(await at.publish(spring, [], said)).toMatchObject({ ok: true, changed: false })
    expect(await at.live()).toEqual(spring.bundle)
    expect(await at.rollBack(undefined, said)).toMatchObject({ ok: true, hash: winter.bundle.hash })
    expect(await at.rollBack(spring.bundle.hash.slice(0, 9), said)).toMatchObject({
      hash: spring.bundle.hash,
    })
    expect(await at.history()).toMatchObject(
      [winter, spring, winter, spring].map(({ bundle: { hash } }) => ({
        hash,
        author: 'anna',
        message: said.message,
      })),
    )
    expect(asked.join('\n')).not.toContain(TOKEN)
  })

  it('[R99] what check or tests refuse is not sent, and a refusal says what to do', async () => {
    const { asked, place: at } = await place()
    const failed = { name: 't', file: 'a.yaml', passed: false, diagnostics: [], because: [] }
    expect(await at.publish(shop('a'), [failed], said)).toEqual({ ok: false, reason: '1 of 1 tests fail' })
    expect(asked).toEqual([])
    const { place: stranger } = await place(`${TOKEN}x`)
    const refused = await stranger.publish(shop('a'), [], said).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RemoteFailed)
    expect((refused as Error).message).toMatch(/^Unauthorized: .*`publish`.*\nSend `Authorization: Bearer`/)
    await expect(at.rollBack('abc', said)).rejects.toThrow(/no version whose hash starts with 'abc'/)
    const nowhere = atWorker('https://edge.example', TOKEN, 'shop', () => Promise.reject(new TypeError('x')))
    await expect(nowhere.history()).rejects.toThrow(/Nothing answers at https:\/\/edge\.example/)
  })
})
