import { expect, test } from 'vitest'
import { d1Journal } from '../../edge/journal/d1.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, viewItem } from '../support/edge.ts'
import { edgeOver, SERVER_TOKEN, signedVisitor } from '../support/identity.ts'
import { memoryStore } from '../support/memory-store.ts'
import { stock } from '../support/shop.ts'
import { freshDatabase } from '../support/workerd.ts'

test('[A16] whoever was erased, whoever left nothing and whoever never was are told apart by no answer', async () => {
  const store = memoryStore()
  await stock(store)
  const db = await freshDatabase()
  const edge = await edgeOver(db, { store })
  const mine = (visitor: string) => ({ authorization: `Bearer ${visitor}` })
  const [never, erased, withdrawn, silent] = [
    await signedVisitor(),
    await signedVisitor(),
    await signedVisitor(),
    await signedVisitor(),
  ]
  for (const visitor of [erased, withdrawn])
    await edge.post(
      '/v1/collect',
      collectOf(visitor, [viewItem('shoe1'), viewItem('shoe2'), viewItem('shoe4')]),
    )
  await edge.fetch('/v1/me?site=shop', { method: 'DELETE', headers: mine(erased) })
  const denied = { analytics: 'denied', personalization: 'denied', marketing: 'denied' }
  await edge.post('/v1/consent', { site: 'shop', visitor: withdrawn, consent: denied, sent_at: NOW })
  // Asked for decisions and nothing else, as a robot that tries ids would.
  await edge.post('/v1/decide', decideOf(['home-hero'], { visitor: silent }))

  const answers = async (visitor: string) => {
    const shown = await edge.fetch('/v1/me?site=shop', { headers: mine(visitor) })
    const decided = await edge.post('/v1/decide', decideOf(['home-hero'], { visitor }))
    const left = await edge.fetch('/v1/server/erasure?site=shop', {
      method: 'POST',
      body: JSON.stringify({ id: visitor.split('.')[0] }),
      headers: { authorization: `Bearer ${SERVER_TOKEN}` },
    })
    const bodies = await Promise.all([shown, decided, left].map((answer) => answer.text()))
    return {
      statuses: [shown, decided, left].map(({ status }) => status),
      headers: [...shown.headers].sort(),
      bodies: bodies.map((body) => body.replaceAll(visitor, 'ID').replace(/"list_id":"[^"]+"/g, '')),
    }
  }
  const told = await answers(never)
  expect(told.statuses).toEqual([200, 200, 200])
  expect(await answers(erased)).toEqual(told)
  expect(await answers(silent)).toEqual(told)
  // Only their own receipt of the withdrawal is theirs to see.
  const seen = await answers(withdrawn)
  expect(seen.bodies[1]).toBe(told.bodies[1])
  expect({ ...JSON.parse(seen.bodies[0]!), receipts: [] }).toEqual(JSON.parse(told.bodies[0]!))
  const { profile } = await d1Journal(db, { deadline: 5000, later: () => {} }).known('shop', 'nobody')
  expect(Object.keys(profile.facts.rows)).toEqual([])
})
