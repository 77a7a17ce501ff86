import { describe, expect, test } from 'vitest'
import type { DecideResponse, PreviewRequest } from '../../snippet/wire.ts'
import {
  collectOf,
  decideOf,
  GRANTED,
  newVisitor,
  type TestEdge,
  testEdge,
  viewItem,
} from '../support/edge.ts'
import { type MemoryJournal, memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { BUNDLE, stock } from '../support/shop.ts'

const token = (letter: string) => letter.repeat(43)
const [OLD, NEW, ALL, IMPORT, OTHER] = ['a', 'b', 'c', 'd', 'e'].map(token) as [
  string,
  string,
  string,
  string,
  string,
]
const scoped = (token: string, scope: string) => ({ token, scopes: [scope] })
const SECRETS = {
  shop: { server: [ALL, scoped(OLD, 'preview'), scoped(NEW, 'preview'), scoped(IMPORT, 'import')] },
  other: { server: [scoped(OTHER, 'preview')] },
}
const SLOTS = ['home-hero', 'next-best']
const EXPERIMENT = {
  slot: 'home-hero',
  seed: 'hero',
  variants: [
    { name: 'a', weight: 0.5 },
    { name: 'b', weight: 0.5, swap: { 'default-hero': 'shoe-hero' } },
  ],
  coverage: 1,
  goal: 'purchase',
}

async function shop(): Promise<TestEdge & { journal: MemoryJournal }> {
  const journal = memoryJournal()
  const store = memoryStore()
  await stock(store, {
    ...BUNDLE,
    slots: {
      ...BUNDLE.slots,
      'home-hero': { ...BUNDLE.slots['home-hero']!, holdout: 0.0001, needs: 'personalization' },
    },
    experiments: { 'hero-copy': EXPERIMENT },
  })
  return { ...(await testEdge({ journal, store, secrets: SECRETS })), journal }
}

const previewOf = (rest: Partial<PreviewRequest> = {}): PreviewRequest => ({
  site: 'shop',
  page: { path: '/' },
  slots: SLOTS,
  ...rest,
})
const preview = (edge: TestEdge, rest: Partial<PreviewRequest> = {}, bearer: string = NEW, headers = {}) =>
  edge.post('/v1/preview', previewOf(rest), { authorization: `Bearer ${bearer}`, ...headers })
const seen = async (response: Response) => {
  expect(response.status).toBe(200)
  return ((await response.json()) as DecideResponse).decisions
}

describe('a preview token', () => {
  test('[R91] makes every decision carry its reasons: rule, conditions with values, consent, holdout, bucket, list', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    await edge.post(
      '/v1/collect',
      collectOf(
        visitor,
        ['shoe1', 'shoe2', 'shoe4'].map((id) => viewItem(id)),
      ),
    )
    const decisions = await seen(await edge.post('/v1/decide', decideOf(SLOTS, { visitor, preview: NEW })))
    const hero = decisions['home-hero']!.why!
    expect(hero).toMatchObject({ rule: 'matched', choice: 0, said: 'the first choice that holds' })
    expect(hero.consent).toEqual({
      needs: 'personalization',
      granted: expect.arrayContaining(['personalization']),
    })
    const [condition] = hero.choices[0]!.when!.parts!
    expect(condition).toEqual({
      asks: 'view_item where category is in shoes: at least 3 times within 30 days',
      holds: 'yes',
      actual: '3 times',
    })
    expect(hero.choices[1]).toEqual({
      block: 'default-hero',
      taken: false,
      notes: ['would do, but one above was taken'],
    })
    expect(hero.holdout!.share).toBe(0.0001)
    expect(hero.holdout!.bucket).toBeGreaterThanOrEqual(0.0001)
    const [dealt] = hero.experiments
    expect(dealt!.variant).toBe(dealt!.bucket! < 0.5 ? 'a' : 'b')
    const list = decisions['next-best']!.why!.list!
    expect(list.from).toBe('session')
    expect(list.items.map(({ item_id }) => item_id)).toEqual(
      decisions['next-best']!.items!.map(({ item_id }) => item_id),
    )
    for (const { source, score } of list.items)
      expect([typeof source, typeof score]).toEqual(['string', 'number'])
  })

  test('[R91] says why a slot stays as it is: consent, an unknown slot, a block that fails', async () => {
    const edge = await shop()
    const slots = ['home-hero', 'no-such-slot', 'failing']
    const consent = { ...GRANTED, personalization: 'denied' as const }
    const decisions = await seen(await edge.post('/v1/decide', decideOf(slots, { consent, preview: NEW })))
    expect(decisions['home-hero']!.why!.rule).toBe('needs-consent')
    expect(decisions['no-such-slot']!.why!.rule).toBe('unknown-slot')
    expect(decisions.failing!.why).toMatchObject({
      rule: 'failed',
      said: expect.stringContaining("the template of 'broken' failed"),
    })
  })

  test.each([
    ['none', undefined],
    ['a wrong one', token('z')],
    ['one of another scope', IMPORT],
    ['one of another site', OTHER],
    ['what is no token', { $ne: null }],
  ])('[R92] %s: the page gets its blocks and no reasons', async (_, wrong) => {
    const edge = await shop()
    const asked = { ...decideOf(SLOTS), ...(wrong !== undefined && { preview: wrong }) }
    const decisions = await seen(await edge.post('/v1/decide', asked))
    expect(decisions['home-hero']!.block).not.toBeNull()
    for (const slot of SLOTS) expect(Object.keys(decisions[slot]!)).not.toContain('why')
  })

  test.each([
    ['the one', OLD],
    ['the next', NEW],
    ['one that may do all', ALL],
  ])('[R92] two are valid at once: %s', async (_, right) => {
    const edge = await shop()
    const decisions = await seen(await edge.post('/v1/decide', decideOf(SLOTS, { preview: right })))
    expect(decisions['home-hero']!.why).toBeDefined()
    expect((await preview(edge, {}, right)).status).toBe(200)
  })
})

describe('a described visitor', () => {
  const SHOE_LOVER = {
    id: 'anna',
    events: [{ view_item: { category: 'shoes', item: 'shoe1' }, times: 3, ago: '2 days' }],
    visit: { country: 'hk', device: 'phone' },
    arrived: { class: 'search' },
  }

  test('[R93] gets what a real one would, with reasons, and nothing is stored or read', async () => {
    const edge = await shop()
    const calls = edge.journal.calls
    const decisions = await seen(await preview(edge, { given: SHOE_LOVER }))
    expect(decisions['home-hero']!.block).toBe('shoe-hero')
    expect(decisions['home-hero']!.html).toContain('Back to shoes')
    expect(decisions['home-hero']!.why!.choices[0]!.when!.parts![0]!.actual).toBe('3 times')
    expect(decisions['next-best']!.items).toHaveLength(4)
    expect(edge.journal.calls).toBe(calls)
    const stranger = await seen(await preview(edge))
    expect(stranger['home-hero']!.why!.choices[0]!.when!.parts![0]!.actual).toBe('0 times')
  })

  test('[R93] is on the page, at the time and in the place that is said', async () => {
    const edge = await shop()
    const when = (name: string, match: object) => ({ op: 'context' as const, name, match }) as never
    await stock(edge.store, {
      ...BUNDLE,
      slots: {
        late: { show: [{ block: 'default-hero', when: when('hour', { min: 22 }) }] },
        here: { show: [{ block: 'default-hero', when: when('country', { is: ['hk'] }) }] },
        page: { show: [{ block: 'shoe-hero', when: when('item', { is: ['shoe2'] }) }] },
        loyal: {
          show: [
            { block: 'default-hero', when: { op: 'fact', name: 'lifecycle', match: { is: ['loyal'] } } },
          ],
        },
      },
    })
    edge.clock.now += 60_000
    await preview(edge)
    await edge.settled()
    const given = {
      now: '2026-11-22 22:30',
      page: { path: '/p/shoe2/', item: 'shoe2' },
      visit: { country: 'hk' },
      visitor: { lifecycle: 'loyal' },
    }
    const decisions = await seen(await preview(edge, { slots: ['late', 'here', 'page', 'loyal'], given }))
    expect(Object.values(decisions).map(({ block }) => block)).toEqual([
      'default-hero',
      'default-hero',
      'shoe-hero',
      'default-hero',
    ])
    expect(decisions.page!.html).toContain('/p/shoe2/')
    const noon = await seen(await preview(edge, { slots: ['late'], given: { now: '2026-11-22 12:00' } }))
    expect(noon.late!.block).toBeNull()
  })

  test('[R93] without their consent nothing is known of them', async () => {
    const edge = await shop()
    const decisions = await seen(await preview(edge, { given: { ...SHOE_LOVER, consent: 'analytics' } }))
    expect(decisions['home-hero']!.why!.rule).toBe('needs-consent')
    expect(decisions['home-hero']!.why!.experiments[0]!.note).toBe('nobody takes part without a visitor id')
  })

  test('[R93] may start from a real one, whose refusals hold', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    await edge.post('/v1/collect', collectOf(visitor, [viewItem('shoe1'), viewItem('shoe2')]))
    const given = { events: [{ view_item: { category: 'shoes' } }] }
    const known = await seen(await preview(edge, { visitor, given }))
    expect(known['home-hero']!.block).toBe('shoe-hero')
    const refusal = { ...GRANTED, personalization: 'denied' as const, at: edge.clock.now + 1 }
    edge.clock.now += 2
    await edge.post('/v1/collect', collectOf(visitor, [viewItem('shoe1')], { consent: refusal }))
    const refused = await seen(await preview(edge, { visitor, given }))
    expect(refused['home-hero']!.why!.rule).toBe('needs-consent')
  })

  test('[R94] every fault of a description is named, with its place and what to do', async () => {
    const edge = await shop()
    const given = {
      consent: 'personalisation',
      events: [{ view_itm: {} }, { view_item: { colour: 'red' } }, { page_view: {}, ago: '2 dayz' }],
      visit: { contry: 'hk' },
    }
    const answer = (await (await preview(edge, { given })).json()) as { code: string; detail: string }
    expect(answer.code).toBe('bad_request')
    expect(answer.detail.split('\n')).toEqual([
      "given.consent: There is no purpose 'personalisation'. Fix: did you mean 'personalization'?",
      "given.events.0.view_itm: There is no event 'view_itm'. Fix: did you mean 'view_item'?",
      expect.stringContaining("given.events.1.view_item.colour: 'colour' means nothing here."),
      expect.stringContaining("given.events.2.ago: 'dayz' is no unit of time. Fix: did you mean 'days'?"),
      expect.stringContaining("given.visit.contry: 'contry' is nothing that is known of a visit."),
    ])
    const shape = (await (await preview(edge, { given: { event: [], page: [] } })).json()) as typeof answer
    expect(shape.detail.split('\n')).toEqual([
      'given.page: this must be a map such as {path: /}.',
      "given: 'event' means nothing here. Fix: did you mean 'events'?",
    ])
    const flood = { events: Array.from({ length: 3 }, () => ({ page_view: {}, times: 10_000 })) }
    expect(await (await preview(edge, { given: flood })).text()).toContain('at most 20000 are read')
  })

  test('[R95] is refused without a preview token, and to pages of other origins', async () => {
    const edge = await shop()
    for (const wrong of [token('z'), IMPORT, OTHER, ''])
      expect((await preview(edge, {}, wrong)).status).toBe(401)
    const origin = (origin: string) => preview(edge, {}, NEW, { origin })
    expect((await origin('https://evil.example')).status).toBe(403)
    const allowed = await origin('https://shop.example')
    expect(allowed.status).toBe(200)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(allowed.headers.get('cache-control')).toContain('no-store')
    const preflight = await edge.fetch('/v1/preview', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example' },
    })
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
  })
})
