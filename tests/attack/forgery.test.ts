import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../edge/journal/d1.ts'
import { MOST_FAILED } from '../../edge/journal/d1-health.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, viewItem } from '../support/edge.ts'
import {
  edgeOver,
  identify,
  SECRETS,
  SERVER_TOKEN,
  showMe,
  signedVisitor,
  storedId,
  tokenOf,
} from '../support/identity.ts'
import { freshDatabase } from '../support/workerd.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('who pretends to be somebody', () => {
  test("[A11] a browser's order is no revenue until the shop's own server tells of it", async () => {
    const edge = await edgeOver(await freshDatabase())
    const visitor = await signedVisitor()
    const forged = {
      name: 'purchase' as const,
      created_at: NOW,
      transaction_id: 't1',
      value: 1e9,
      currency: 'USD',
      trusted: true,
    }
    await edge.post('/v1/collect', collectOf(visitor, [forged]))
    const worth = async () => {
      const { portrait } = (await showMe(edge, visitor)) as {
        portrait: { consumption: Record<string, { value: unknown }> }
      }
      return portrait.consumption.lifetime_value?.value
    }
    expect(await worth()).toBe(0)
    const order = { transaction_id: 't1', time: NOW - 1000, value: 20, currency: 'USD' }
    const line = JSON.stringify({ person: 'anna', orders: [order], visitors: [visitor] })
    await edge.post('/v1/server/people?site=shop', line, bearer(SERVER_TOKEN))
    expect(await worth()).toBe(2000)
    await edge.post(
      '/v1/collect',
      collectOf(visitor, [{ ...forged, created_at: NOW + 5 }], { sent_at: NOW + 5 }),
    )
    expect(await worth()).toBe(2000)
  })

  test('[A13] naming somebody without proof links nothing and shows nothing of them', async () => {
    const edge = await edgeOver(await freshDatabase())
    const [victim, thief] = [await signedVisitor(), await signedVisitor()]
    await edge.post('/v1/collect', collectOf(victim, [viewItem('secret-gift')]))
    await identify(edge, victim, await tokenOf('anna', { traits: { plan: 'gold' } }))
    expect(await identify(edge, thief, undefined, { person: 'anna' })).toEqual({
      person: null,
      verified: false,
    })
    const forged = await tokenOf('anna', {}, { key: SECRETS.other.identity.k1 })
    expect((await identify(edge, thief, forged)).code).toBe('token_signature')
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = part({ sub: 'anna', aud: 'shop', iat: NOW / 1000, exp: NOW / 1000 + 300 })
    for (const alg of ['none', 'None', 'NONE', 'HS512', 'ES256K', 'dir', ''])
      for (const kid of ['k1', undefined])
        expect([alg, kid, (await identify(edge, thief, `${part({ alg, kid })}.${claims}.`)).code]).toEqual([
          alg,
          kid,
          'token_algorithm',
        ])
    const seen = JSON.stringify(await showMe(edge, thief))
    expect(seen).not.toMatch(/secret-gift|gold/)
    expect((await showMe(edge, thief)).person).toBeUndefined()
  })

  test('[A14] an id that many share is refused, with proof or without', async () => {
    const edge = await edgeOver(await freshDatabase())
    const visitor = await signedVisitor()
    for (const person of [
      '',
      ' ',
      'null',
      'undefined',
      'guest',
      'anonymous',
      '0',
      'NaN',
      '[object Object]',
      '"null"',
    ]) {
      expect([person, (await identify(edge, visitor, undefined, { person })).code]).toEqual([
        person,
        'illegal_person',
      ])
      expect((await identify(edge, visitor, await tokenOf(person))).person).toBeUndefined()
    }
    expect((await showMe(edge, visitor)).person).toBeUndefined()
  })

  test("[A15] somebody else's batch id is free for me, and under my own another payload is set aside", async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const [mine, theirs] = [await signedVisitor(), await signedVisitor()]
    const batch = collectOf(mine, [viewItem('a')])
    // The squatter is first, with the id that the victim is about to use.
    expect((await edge.post('/v1/collect', { ...batch, visitor: theirs })).status).toBe(200)
    expect((await edge.post('/v1/collect', batch)).status).toBe(200)
    const journal = d1Journal(db, { deadline: 5000, later: () => {} })
    const [one, two] = await Promise.all([mine, theirs].map((id) => journal.known('shop', storedId(id))))
    expect([one!.batches, two!.batches]).toEqual([[batch.batch], [batch.batch]])
    for (let i = 0; i < MOST_FAILED + 20; i++) {
      const forged = await edge.post('/v1/collect', { ...batch, events: [viewItem(`forged${i}`)] })
      expect(forged.status).toBe(409)
    }
    const aside = await db
      .prepare('SELECT count(*) AS n, min(reason) AS reason FROM failed_events WHERE visitor = ?1')
      .bind(storedId(mine))
      .first<{ n: number; reason: string }>()
    expect(aside).toEqual({ n: MOST_FAILED, reason: 'batch_conflict' })
    const { profile } = await journal.known('shop', storedId(mine))
    expect(JSON.stringify(profile)).not.toContain('forged')
  })
})
