import { describe, expect, test } from 'vitest'
import { open } from '../../edge/identity/capsule.ts'
import { encode } from '../../edge/profile/profile.ts'
import type { CollectResponse, Problem } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, GRANTED, newVisitor, testEdge, testKeys, UNKNOWN, viewItem } from '../support/edge.ts'
import { storedId } from '../support/identity.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { stock } from '../support/shop.ts'

const answer = async (response: Response) => (await response.json()) as CollectResponse
const problem = async (response: Response) => (await response.json()) as Problem

describe('collect', () => {
  test('[E1] acknowledges a batch by its id once it is in the journal, and brings the capsule', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const request = collectOf(newVisitor(), [viewItem('shoe1')])
    const response = await edge.post('/v1/collect', request)
    const { ack, accepted, dropped, capsule } = await answer(response)
    const visitor = storedId(request.visitor)
    expect([response.status, ack, accepted, dropped]).toEqual([200, request.batch, 1, {}])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(journal.rows.map((row) => row.entry.events)).toMatchObject([[{ name: 'view_item', time: NOW }]])
    const opened = await open(await testKeys('k1'), 'shop', visitor, capsule!, NOW)
    expect(encode(opened!.profile)).toBe(encode((await journal.known('shop', visitor)).profile))
    expect([opened!.holds(request.batch), opened!.holds('another')]).toEqual([true, false])
  })

  test('[E2] a batch sent twice counts once', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const request = collectOf(newVisitor(), [viewItem('shoe1')])
    await edge.post('/v1/collect', request)
    edge.clock.now += 60_000
    const again = await edge.post('/v1/collect', { ...request, sent_at: NOW + 60_000 })
    expect((await answer(again)).ack).toBe(request.batch)
    expect(journal.rows).toHaveLength(1)
  })

  test('[A15] another payload under a used batch id is refused and kept apart', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const request = collectOf(newVisitor(), [viewItem('shoe1')])
    await edge.post('/v1/collect', request)
    const forged = await edge.post('/v1/collect', { ...request, events: [viewItem('hat1')] })
    expect([forged.status, (await problem(forged)).code]).toEqual([409, 'batch_conflict'])
    expect(journal.rows).toHaveLength(1)
  })

  test('[E3] without consent to analytics nothing is written, and the drop is counted', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    for (const consent of [UNKNOWN, { ...GRANTED, analytics: 'denied' as const }]) {
      const response = await edge.post(
        '/v1/collect',
        collectOf(newVisitor(), [viewItem('shoe1')], { consent }),
      )
      expect(await answer(response)).toMatchObject({ accepted: 0, dropped: { no_consent: 1 } })
    }
    expect(journal.rows).toEqual([])
  })

  test('[E4] without consent to personalization there is no capsule', async () => {
    const edge = await testEdge()
    const consent = { ...GRANTED, personalization: 'denied' as const }
    const response = await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('shoe1')], { consent }))
    expect(await answer(response)).toEqual({ ack: expect.any(String), accepted: 1, dropped: {} })
  })

  test('[E5] one bad event is dropped with its reason, the rest of its batch lands', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const events = [
      viewItem('shoe1'),
      { name: 'mystery', created_at: NOW },
      { name: 'click', created_at: 'soon' },
      7,
    ]
    const response = await edge.post('/v1/collect', collectOf(newVisitor(), events as never))
    expect(await answer(response)).toMatchObject({
      accepted: 1,
      dropped: { unknown_event: 1, invalid_event: 2 },
    })
    expect(journal.rows[0]!.entry.events).toHaveLength(1)
  })

  test('[F1] when the journal is down collect says so and when to come back', async () => {
    const journal = memoryJournal()
    journal.down = true
    const edge = await testEdge({ journal })
    const response = await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('shoe1')]))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await problem(response)).code).toBe('unavailable')
  })

  test('[F9] a clock ten years off is corrected by sent_at; an impossible one is clamped and flagged', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const decade = 10 * 365 * 86_400_000
    const events = [
      viewItem('a', 'x', NOW - decade - 5000),
      viewItem('b', 'x', NOW - 3 * decade),
      viewItem('c', 'x', NOW),
    ]
    await edge.post('/v1/collect', collectOf(newVisitor(), events, { sent_at: NOW - decade }))
    const [fine, old, future] = journal.rows[0]!.entry.events
    expect([fine!.time, fine!.skewed]).toEqual([NOW - 5000, undefined])
    expect([old!.time, old!.skewed]).toEqual([NOW - 4 * 86_400_000, true])
    expect([future!.time, future!.skewed]).toEqual([NOW, true])
  })

  test('[A1] a referrer is kept as origin and path of http(s) only, personal data masked', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const page = (referrer: string) => ({
      name: 'page_view' as const,
      created_at: NOW,
      page: { path: '/a?token=1#x', title: 'Mail anna@example.com now', referrer },
    })
    const events = [page('https://search.example/find?q=secret'), page('javascript:alert(1)')]
    await edge.post('/v1/collect', collectOf(newVisitor(), events))
    const [web, script] = journal.rows[0]!.entry.events
    expect(web!.page).toEqual({
      path: '/a',
      title: 'Mail [email] now',
      referrer: 'https://search.example/find',
    })
    expect(script!.page).not.toHaveProperty('referrer')
  })

  test('[E6] only form fields the site lists are kept', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const fields = { shoe_size: '42', password: 'hunter2', __proto__: 'x' }
    const events = [{ name: 'form_submit' as const, created_at: NOW, form_id: 'f', fields }]
    await edge.post('/v1/collect', collectOf(newVisitor(), events))
    expect(journal.rows[0]!.entry.events[0]!.fields).toEqual({ shoe_size: '42' })
  })

  test('[E29] a product told by its id alone is completed from the catalogue', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await stock(store)
    const edge = await testEdge({ journal, store })
    const bare = {
      name: 'view_item' as const,
      created_at: NOW,
      items: [{ item_id: 'shoe1' }, { item_id: 'odd' }],
    }
    await edge.post('/v1/collect', collectOf(newVisitor(), [bare, viewItem('shoe2', 'sale')]))
    const [completed, told] = journal.rows[0]!.entry.events
    expect(completed!.items).toEqual([{ item_id: 'shoe1', item_category: 'shoes/trail' }, { item_id: 'odd' }])
    expect(told!.items![0]!.item_category).toBe('sale')
  })

  test('[E7] neither address nor user agent is stored', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const headers = {
      'cf-connecting-ip': '203.0.113.7',
      'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)',
    }
    await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]), headers)
    const { client } = journal.rows[0]!.entry
    expect(client).toEqual({ device: 'bot', bot: true, network: expect.any(Number) })
    expect(JSON.stringify(journal.rows)).not.toMatch(/203\.0\.113|Googlebot/)
  })
})
