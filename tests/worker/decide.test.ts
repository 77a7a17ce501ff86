import { describe, expect, test } from 'vitest'
import type { Condition } from '../../rules/bundle.ts'
import type { CollectResponse, DecideRequest, DecideResponse, Event } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import {
  BROWSER,
  collectOf,
  decideOf,
  GRANTED,
  newId,
  newVisitor,
  type TestEdge,
  testEdge,
  UNKNOWN,
  viewItem,
} from '../support/edge.ts'
import { type MemoryJournal, memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { BUNDLE, stock } from '../support/shop.ts'

interface Shop extends TestEdge {
  journal: MemoryJournal
  store: ReturnType<typeof memoryStore>
}

async function shop(): Promise<Shop> {
  const journal = memoryJournal()
  const store = memoryStore()
  await stock(store)
  return { ...(await testEdge({ journal, store })), journal, store }
}

const ask = async (edge: TestEdge, slots: string[], rest: Partial<DecideRequest> = {}) => {
  const response = await edge.post('/v1/decide', decideOf(slots, rest))
  expect(response.status).toBe(200)
  return (await response.json()) as DecideResponse
}
const learn = async (edge: TestEdge, visitor: string, events: Event[]) => {
  const response = await edge.post('/v1/collect', collectOf(visitor, events))
  return ((await response.json()) as CollectResponse).capsule!
}
const shoes = ['shoe1', 'shoe2', 'shoe4'].map((id) => viewItem(id))

describe('decide', () => {
  test('[E11] with a capsule reads neither journal nor store', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const capsule = await learn(edge, visitor, shoes)
    await ask(edge, ['home-hero']) // the isolate's first question loads what is published
    edge.journal.down = true
    edge.store.down = true
    const [calls, reads] = [edge.journal.calls, edge.store.reads]
    const { decisions } = await ask(edge, ['home-hero', 'next-best'], { visitor, capsule })
    expect(decisions['home-hero']!.block).toBe('shoe-hero')
    expect(decisions['next-best']!.items!.length).toBe(4)
    expect([edge.journal.calls, edge.store.reads]).toEqual([calls, reads])
  })

  test('[K12] a capsule of rules that read less is made up for by one read of the journal, until the next collect', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const capsule = await learn(edge, visitor, shoes)
    const reword = { ...BUNDLE, blocks: { ...BUNDLE.blocks, 'default-hero': { template: 'in other words' } } }
    const when: Condition = {
      op: 'did',
      event: 'view_item',
      where: { item: { is: ['shoe2'] } },
      measure: 'count',
      is: { min: 1 },
    }
    const slots = { ...BUNDLE.slots, 'home-hero': { show: [{ block: 'default-hero', when }] } }
    const asked = async (bundle: typeof BUNDLE, carried: string) => {
      await stock(edge.store, bundle)
      edge.clock.now += 2000
      await ask(edge, ['home-hero'])
      await edge.settled()
      const calls = edge.journal.calls
      const { decisions } = await ask(edge, ['home-hero'], { visitor, capsule: carried })
      return [decisions['home-hero']!.block, edge.journal.calls - calls]
    }
    expect(await asked(reword, capsule)).toEqual(['shoe-hero', 0])
    const reading = { ...BUNDLE, slots }
    expect(await asked(reading, capsule)).toEqual(['default-hero', 1])
    expect(await asked(reading, await learn(edge, visitor, shoes))).toEqual(['default-hero', 0])
    // Where the journal does not answer, an older capsule is better than none: it knows three shoes.
    await asked({ ...BUNDLE, slots: { ...BUNDLE.slots, more: slots['home-hero'] } }, capsule)
    edge.journal.down = true
    const { decisions } = await ask(edge, ['home-hero'], { visitor, capsule })
    expect(decisions['home-hero']!.block).toBe('shoe-hero')
  })

  test('[K13] what somebody typed stays at the edge: a slot that asks for it, or prints it, costs one read', async () => {
    const edge = await shop()
    const when: Condition = { op: 'trait', name: 'shoe_size', match: { is: ['42'] } }
    await stock(edge.store, {
      ...BUNDLE,
      blocks: { ...BUNDLE.blocks, printed: { template: 'size {{ visitor.shoe_size }}' } },
      slots: {
        ...BUNDLE.slots,
        sized: { show: [{ block: 'default-hero', when }] },
        printed: { show: [{ block: 'printed' }] },
      },
    })
    const visitor = newVisitor()
    const told: Event = { name: 'form_submit', created_at: NOW, fields: { shoe_size: '42' } }
    const decided = async (capsule: string, slot: string) => {
      const calls = edge.journal.calls
      const { decisions } = await ask(edge, [slot], { visitor, capsule })
      return [decisions[slot]!.html, edge.journal.calls - calls]
    }
    const before = await learn(edge, visitor, shoes)
    expect(await decided(before, 'printed')).toEqual(['size ', 0])
    const capsule = await learn(edge, visitor, [told])
    expect(await decided(capsule, 'printed')).toEqual(['size 42', 1])
    expect(await decided(capsule, 'sized')).toEqual(['<h1 class="hero">Hello </h1>', 1])
    expect((await decided(capsule, 'home-hero'))[1]).toBe(0)
  })

  test('[E38] takes the hour where the visitor is from the page, else from the network, else from the shop', async () => {
    const edge = await shop()
    const hour = (min: number) =>
      ({ op: 'context' as const, name: 'hour', match: { min, max: min } }) as never
    const block = 'default-hero'
    const slots = Object.fromEntries(
      Array.from({ length: 24 }, (_, at) => [`at${at}`, { show: [{ block, when: hour(at) }] }]),
    )
    await stock(edge.store, { ...BUNDLE, slots })
    edge.clock.now = Math.ceil(edge.clock.now / 86_400_000 + 1) * 86_400_000 // midnight UTC
    await ask(edge, ['at0'])
    await edge.settled()
    const hourOf = async (cf: object, page: object = {}) => {
      const response = await edge.fetch('/v1/decide', {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'user-agent': BROWSER },
        body: JSON.stringify(decideOf(['at8', 'at9', 'at5'], { page: { path: '/', ...page } })),
        cf,
      } as RequestInit)
      const { decisions } = (await response.json()) as DecideResponse
      return Object.keys(decisions).filter((slot) => decisions[slot]!.block === block)
    }
    expect(await hourOf({ timezone: 'Asia/Tokyo' })).toEqual(['at9'])
    expect(await hourOf({ timezone: 'Asia/Tokyo' }, { timezone: 'Asia/Karachi' })).toEqual(['at5'])
    expect(await hourOf({})).toEqual(['at8']) // Hong Kong is the shop's
  })

  test('[E12] counts the pending events of the same request', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const capsule = await learn(edge, visitor, shoes.slice(0, 2))
    const hero = async (pending?: DecideRequest['pending']) =>
      (await ask(edge, ['home-hero'], { visitor, capsule, ...(pending && { pending }) })).decisions[
        'home-hero'
      ]!.block
    expect(await hero()).toBe('default-hero')
    expect(await hero([{ batch: newId(), events: [viewItem('shoe4')] }])).toBe('shoe-hero')
  })

  test('[E13] counts a pending batch once even if the capsule already holds it', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const request = collectOf(visitor, shoes.slice(0, 2))
    const { capsule } = (await (await edge.post('/v1/collect', request)).json()) as CollectResponse
    const pending = [{ batch: request.batch, events: request.events }]
    const { decisions } = await ask(edge, ['home-hero'], { visitor, capsule: capsule!, pending })
    expect(decisions['home-hero']!.block).toBe('default-hero')
  })

  test('[E14] without a capsule one read of the journal knows the visitor', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    await learn(edge, visitor, shoes)
    const before = edge.journal.calls
    const { decisions } = await ask(edge, ['home-hero'], { visitor })
    expect(decisions['home-hero']!.block).toBe('shoe-hero')
    expect(edge.journal.calls - before).toBe(1)
  })

  test('[E37] rules can ask whether the visitor is linked to a person', async () => {
    const edge = await shop()
    const when = { op: 'fact' as const, name: 'known', match: { is: [true] } }
    const show = [{ block: 'shoe-hero', when }, { block: 'default-hero' }]
    await stock(edge.store, { ...BUNDLE, slots: { ...BUNDLE.slots, 'home-hero': { show } } })
    const visitor = newVisitor()
    const hero = async () => (await ask(edge, ['home-hero'], { visitor })).decisions['home-hero']!.block
    expect(await hero()).toBe('default-hero')
    const anonymous = edge.journal.known
    edge.journal.known = async (...who) => ({ ...(await anonymous(...who)), person: 'anna' })
    expect(await hero()).toBe('shoe-hero')
  })

  test('[E15] without consent only the context decides: no read, no history', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const capsule = await learn(edge, visitor, shoes)
    const before = edge.journal.calls
    for (const consent of [UNKNOWN, { ...GRANTED, personalization: 'denied' as const }]) {
      const { decisions } = await ask(edge, ['home-hero'], { visitor, capsule, consent })
      expect(decisions['home-hero']!.block).toBe('default-hero')
    }
    expect(edge.journal.calls).toBe(before)
  })

  test('[E16] a capsule that is forged, foreign or expired is as good as none, never an error', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const capsule = await learn(edge, visitor, shoes)
    edge.journal.down = true
    const hero = async (rest: Partial<DecideRequest>) =>
      (await ask(edge, ['home-hero'], rest)).decisions['home-hero']!.block
    expect(await hero({ visitor, capsule })).toBe('shoe-hero')
    expect(await hero({ visitor: newVisitor(), capsule })).toBe('default-hero')
    for (const bad of [
      'x',
      'v3.k1.',
      `${capsule.slice(0, -4)}AAAA`,
      capsule.replace('k1', 'k9'),
      'v3.k1.'.padEnd(9000, 'A'),
    ])
      expect(await hero({ visitor, capsule: bad })).toBe('default-hero')
    edge.clock.now += 25 * 3_600_000
    expect(await hero({ visitor, capsule })).toBe('default-hero')
  })

  test('[K14] a capsule proves the id that it is bound to; without it the signature has to', async () => {
    const edge = await shop()
    const visitor = newVisitor()
    const capsule = await learn(edge, visitor, shoes)
    const unsigned = `${visitor.slice(0, -8)}AAAAAAAA`
    const before = edge.journal.calls
    const hero = async (rest: Partial<DecideRequest>) => {
      const { decisions, context_only } = await ask(edge, ['home-hero'], rest)
      return [decisions['home-hero']!.block, context_only]
    }
    expect(await hero({ visitor: unsigned, capsule })).toEqual(['shoe-hero', undefined])
    expect(await hero({ visitor: unsigned })).toEqual(['default-hero', 'no_visitor'])
    expect(await hero({ visitor: unsigned, capsule: `${capsule.slice(0, -4)}AAAA` })).toEqual([
      'default-hero',
      'no_visitor',
    ])
    expect(edge.journal.calls).toBe(before)
  })

  test('[F1] decides by context when the journal is down, and by pending events', async () => {
    const edge = await shop()
    edge.journal.down = true
    const pending = [{ batch: newId(), events: shoes }]
    const { decisions } = await ask(edge, ['home-hero'], { visitor: newVisitor(), pending })
    expect(decisions['home-hero']!.block).toBe('shoe-hero')
  })

  test('[E17] lists what goes with the session, without what is excluded, filled up to its size', async () => {
    const edge = await shop()
    const { decisions, model } = await ask(edge, ['next-best'], {
      visitor: newVisitor(),
      pending: [{ batch: newId(), events: [viewItem('shoe1')] }],
      page: { path: '/p/shoe1/', item_id: 'shoe1' },
    })
    const { items, list_id, html } = decisions['next-best']!
    const ids = items!.map((item) => item.item_id)
    expect(ids).toHaveLength(4)
    expect(ids.slice(0, 2).sort()).toEqual(['shoe2', 'shoe4'])
    expect(ids).not.toContain('shoe3')
    expect(ids).not.toContain('shoe1')
    expect(items![0]!.reason).toBe('Because you looked at The shoe1')
    expect(list_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(html).toContain('<a href="/p/shoe2/">The shoe2</a>')
    expect(model).toMatch(/^[0-9a-f]{64}$/)
  })

  test('[E18] never lists what was bought', async () => {
    const edge = await shop()
    const purchase: Event = {
      name: 'purchase',
      created_at: NOW,
      transaction_id: 't1',
      items: [{ item_id: 'shoe2' }],
    }
    const { decisions } = await ask(edge, ['next-best'], {
      visitor: newVisitor(),
      pending: [{ batch: newId(), events: [viewItem('shoe1'), purchase] }],
    })
    expect(decisions['next-best']!.items!.map((item) => item.item_id)).not.toContain('shoe2')
  })

  test('[A2] what a page says is escaped in a block', async () => {
    const edge = await shop()
    const { decisions } = await ask(edge, ['home-hero'], {
      page: { path: '/', title: '<img src=x onerror=alert(1)>' },
    })
    expect(decisions['home-hero']!.html).toBe(
      '<h1 class="hero">Hello &lt;img src=x onerror=alert(1)&gt;</h1>',
    )
  })

  test('[E19] a slot that is unknown or fails keeps the site’s own content and costs the others nothing', async () => {
    const edge = await shop()
    const { decisions } = await ask(edge, ['home-hero', 'failing', 'nowhere', '__proto__'])
    expect(decisions['home-hero']!.block).toBe('default-hero')
    expect([decisions.failing, decisions.nowhere]).toEqual([{ block: null }, { block: null }])
  })

  test('[E20] a running Worker picks up what is published, and keeps the last good one when it is broken', async () => {
    const edge = await shop()
    const hero = async () => {
      edge.clock.now += 5000
      await ask(edge, ['home-hero']) // stale: looked up behind this answer
      await edge.settled()
      const { decisions, bundle } = await ask(edge, ['home-hero'])
      return [decisions['home-hero']!.html, bundle] as const
    }
    const [, first] = await hero()
    const blocks = { ...BUNDLE.blocks, 'default-hero': { template: 'second' } }
    await stock(edge.store, { ...BUNDLE, blocks })
    const [html, second] = await hero()
    expect(html).toBe('second')
    expect(second).not.toBe(first)

    await edge.store.put(`bundle/${'a'.repeat(64)}`, '{"hash":"half')
    await edge.store.put('site/shop/bundle', JSON.stringify({ hash: 'a'.repeat(64), at: NOW }))
    expect(await hero()).toEqual(['second', second])
    edge.store.down = true
    expect(await hero()).toEqual(['second', second])
  })

  test('[E21] with nothing published every slot keeps the site’s own content', async () => {
    const edge = await testEdge()
    expect(await ask(edge, ['home-hero'])).toEqual({
      decisions: { 'home-hero': { block: null } },
      context_only: 'no_visitor',
      bundle: null,
      model: null,
    })
  })
})
