import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange } from '../../../edge/recommend/arrange.ts'
import { contentIndex } from '../../../edge/recommend/content.ts'
import type { PastItem } from '../../../edge/recommend/question.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { KIND, type Session } from '../../../edge/recommend/sessions.ts'
import { trace } from '../../../edge/recommend/trace.ts'
import { LIST_KINDS, type ListKind } from '../../../rules/bundle.ts'
import { listed, open, shop } from './support.ts'

const DAY = 86_400_000
const now = 100 * DAY
const item = (
  item_id: string,
  item_category: string,
  price: number,
  item_brand: string,
  added_at?: number,
) => ({
  item_id,
  item_name: `${item_category} ${item_id}`,
  item_category,
  item_brand,
  price,
  link: `/${item_id}`,
  image_link: `/${item_id}.svg`,
  availability: 'in_stock' as const,
  ...(added_at !== undefined && { added_at }),
})
const content = contentIndex([
  item('a', 'shoes/trail', 80, 'Gale'),
  item('b', 'shoes/trail', 90, 'Gale'),
  item('c', 'bags', 40, 'Moor'),
  item('d', 'bags', 45, 'Moor'),
  item('x', 'shoes/road', 85, 'Moor'),
  item('y', 'lamps', 20, 'Lumen'),
  item('shoe', 'shoes/trail', 82, 'Gale', now - 1),
  item('lamp', 'lamps', 22, 'Lumen', now - 2),
])
const orders = (...baskets: string[]): Session[] =>
  baskets.map((items, i) => ({
    items: [...items],
    times: [...items].map(() => i * DAY),
    events: Uint8Array.from(items, () => KIND.purchase),
    visitor: i,
  }))
const bought = (item_id: string, ...days: number[]): PastItem[] =>
  days.map((day) => ({ item_id, time: day * DAY, kind: KIND.purchase }))

describe('every kind of list', () => {
  it('[M14] is refilled, holds eligible items only, none twice', () => {
    const model = open([...shop, ...orders('ab', 'ab', 'cd', 'cd')])
    const ids = fc.constantFrom(...'abcdxy', 'unknown')
    const past = fc.record({
      item_id: ids,
      time: fc.integer({ min: 0, max: now }),
      kind: fc.constantFrom(KIND.view, KIND.cart, KIND.purchase),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(LIST_KINDS) as ListKind[])),
        fc.array(ids),
        ids,
        fc.array(past, { maxLength: 6 }),
        fc.array(ids, { maxLength: 3 }),
        fc.subarray([...'abcdxypq', 'shoe', 'lamp']),
        fc.nat(12),
        fc.boolean(),
        (kind, session, current, history, cart, allowed, size, discovery) => {
          const eligible = (id: string) => allowed.includes(id)
          const fallback = ['shoe', 'lamp', ...'paqp']
          const question = { kind, session, current, history, cart, now, gap: 10 }
          const ask = (size: number) =>
            recommend(model, question, { size, fallback, eligible, content, discovery }).map(
              (one) => one.item_id,
            )
          const list = ask(size)
          const everything = ask(100)
          expect(new Set(list).size).toBe(list.length)
          expect(list.every(eligible)).toBe(true)
          expect(list).toEqual(everything.slice(0, size))
          // What may be left out: the visit's own items, the cart, and what was bought lately.
          const excused = new Set([...session, current, ...cart, ...history.map((one) => one.item_id)])
          expect(allowed.filter((id) => !excused.has(id) && !everything.includes(id))).toEqual([])
        },
      ),
    )
  })
})

describe('kinds of list', () => {
  const model = open([...shop, ...orders('ac', 'ac', 'ad', 'ac')])

  it('[M15] bought-together lists what shared a cart or an order, with its reason', () => {
    const [first] = recommend(model, { kind: 'bought-together', session: [], current: 'a', now }, { size: 2 })
    expect(first).toMatchObject({ item_id: 'c', because: 'a', source: 'bought-together' })
  })

  it('[M15] alternatives are of the same kind of product', () => {
    const list = listed(model, { kind: 'alternatives', current: 'a', now }, { content, size: 3 })
    expect(list.slice(0, 2).sort()).toEqual(['b', 'shoe'])
    expect(list).not.toContain('a')
  })

  it('[M15] new lists products of the last month that nobody has seen yet, by fit', () => {
    expect(listed(model, { kind: 'new', session: ['y'], now }, { content, size: 2 })).toEqual([
      'lamp',
      'shoe',
    ])
    expect(listed(model, { kind: 'new', session: ['a'], now }, { content, size: 2 })).toEqual([
      'shoe',
      'lamp',
    ])
  })

  it('[M15] recent lists this visit newest first, then earlier ones', () => {
    const history: PastItem[] = [{ item_id: 'y', time: 1, kind: KIND.view }]
    expect(listed(model, { kind: 'recently-viewed', session: ['a', 'b', 'a'], history, now })).toEqual([
      'a',
      'b',
      'y',
    ])
  })

  it('[M15] replenish lists what is due by its own interval, not what was bought yesterday', () => {
    const history = [...bought('a', 10, 40, 70), ...bought('b', 69, 84, 99), ...bought('c', 50)]
    const list = recommend(model, { kind: 'replenish', session: [], history, now }, { size: 3 })
    expect(list[0]).toMatchObject({ item_id: 'a', source: 'replenish' })
    expect(list.filter(({ source }) => source === 'replenish')).toHaveLength(1)
  })

  it('[M15] trending puts what rises before what is popular', () => {
    const old = Array.from({ length: 30 }, (_, i) => ({ items: ['old'], times: [i * DAY] }))
    const fresh = Array.from({ length: 6 }, (_, i) => ({ items: ['rising'], times: [(28 + i / 6) * DAY] }))
    const steady = open([...old, ...fresh])
    expect(listed(steady, { kind: 'bestsellers', now })[0]).toBe('old')
    expect(listed(steady, { kind: 'trending', now })[0]).toBe('rising')
  })

  it('[M16] a companion fills the gap to free shipping at the least excess', () => {
    const shelf = open(orders('ab', 'ab', 'ac', 'ac', 'ad', 'ad', 'ay', 'ay'))
    const question = { kind: 'companion' as const, session: [], cart: ['a'], gap: 42, now }
    expect(listed(shelf, question, { content, size: 4 })).toEqual(['d', 'b', 'c', 'y'])
  })

  it('[M17] leaves out what was just bought, unless buyers buy it again', () => {
    const weekly = Array.from({ length: 60 }, (_, i) => ({
      items: ['milk', i % 3 ? 'milk' : 'tent'],
      times: [i * DAY, i * DAY],
      events: Uint8Array.of(KIND.purchase, KIND.purchase),
      visitor: i % 20,
    }))
    const question = { history: [...bought('milk', 95), ...bought('tent', 95)], now }
    expect(listed(open(weekly), { kind: 'bestsellers', ...question })).toEqual(['milk'])
  })

  it('[M18] moves towards a taste known from earlier visits, less in a long visit', () => {
    const even = open(['ax', 'ay', 'ax', 'ay'].map((items) => ({ items: [...items], times: [1, 1] })))
    const first = (seen: string, session = ['a']) => {
      const history: PastItem[] = [0, 1, 2, 3].map((i) => ({ item_id: seen, time: now - i, kind: KIND.view }))
      return recommend(
        even,
        { kind: 'session', session, history, now },
        { size: 9, content, discovery: true },
      )
    }
    expect(first('b')[0]!.item_id).toBe('x')
    expect(first('lamp')[0]!.item_id).toBe('y')
    const lead = ([one, other]: { score: number }[]) => one!.score - other!.score
    expect(lead(first('b', ['a', 'a', 'a', 'a', 'a', 'a']))).toBeLessThan(lead(first('b')))
  })

  it('[M26] gives products too new to be known the places that the merchant leaves them, by fit', () => {
    const list = listed(model, { session: ['y'], now }, { content, size: 6, fresh: 1 / 3 })
    expect([list[2], list[5]]).toEqual(['lamp', 'shoe'])
    expect(listed(model, { session: ['y'], now }, { content, size: 6 })).not.toContain('lamp')
  })

  it('[M27] traces an item for a marketer, and leaves the scratch clean', () => {
    const found = trace(model, ['a'], 'b')!
    expect(found.parts.rulesAfter).toBe(1)
    expect(found.sessions).toBe(3)
    expect(found.score).toBeGreaterThan(trace(model, ['a'], 'y')!.score)
    expect(trace(model, ['a'], 'unknown')).toBeUndefined()
    expect(model.scratch.slotOf.every((slot) => slot === 0)).toBe(true)
  })

  it('[M28] answers without a visit, from the page alone and from what is popular', () => {
    const list = recommend(open(shop), { kind: 'session', session: [], current: 'c', now }, { size: 6 })
    expect(list[0]).toMatchObject({ item_id: 'd', because: 'c' })
    expect(list).toHaveLength(6)
    expect(listed(model, { kind: 'session', now }, { size: 6 })).toEqual(
      listed(model, { kind: 'bestsellers', now }, { size: 6 }),
    )
  })

  it('[M19] starts a stranger from what is popular under the facts of the request', () => {
    const visits = Array.from({ length: 1000 }, (_, i) => ({
      items: [i % 2 ? 'gloves' : i % 4 ? 'sandals' : 'hats'],
      times: [i],
      context: [i % 2 ? 'country:no' : 'country:sg'],
    }))
    const strangers = open(visits)
    const kind = 'session' as const
    expect(listed(strangers, { kind, context: ['country:no'] })[0]).toBe('gloves')
    expect(listed(strangers, { kind, context: ['country:sg'] })[0]).not.toBe('gloves')
    expect(listed(strangers, { kind, context: ['country:fr'] })[0]).toBe('gloves')
  })
})

describe('arrange', () => {
  const model = open(shop)
  const question = { kind: 'session' as const, session: ['a'], now }
  const arranged = (wanted: object) =>
    arrange(model, question, { size: 4, content, ...wanted }).map(({ item_id }) => item_id)

  it('[M20] puts pins at their positions, but not ineligible ones', () => {
    expect(arranged({ pins: { 2: 'y', 4: 'd' } })).toMatchObject({ 1: 'y', 3: 'd' })
    expect(arranged({ pins: { 1: 'y' }, eligible: (id: string) => id !== 'y' })).not.toContain('y')
  })

  it('[M20] boosts and buries', () => {
    expect(arranged({ boost: (id: string) => (id === 'd' ? 50 : 1) })[0]).toBe('d')
    expect(arranged({ size: 6, boost: (id: string) => (id === 'b' ? 0.01 : 1) }).at(-1)).toBe('b')
  })

  it('[M20] caps a brand while others are left, and gives way before the list is short', () => {
    const brands = arranged({ size: 3, perBrand: 1 }).map(content.brand)
    expect(new Set(brands).size).toBe(3)
    expect(arranged({ size: 6, perBrand: 1 })).toHaveLength(6)
  })

  it('[M20] spreads a list over unlike items', () => {
    const alike = (ids: string[]) => content.likeness(ids[0]!, ids[1]!)
    expect(alike(arranged({ diversity: 0.9 }))).toBeLessThanOrEqual(alike(arranged({ diversity: 0 })))
  })

  it('[M20][M4][M5] is as long as asked, eligible and without repetition, whatever is wished', () => {
    const ids = fc.constantFrom(...'abcdxy')
    const wish = fc.record({
      pins: fc.dictionary(fc.constantFrom('1', '2', '5'), ids),
      perBrand: fc.integer({ min: 1, max: 3 }),
      diversity: fc.double({ min: 0, max: 1, noNaN: true }),
      size: fc.nat(8),
      allowed: fc.subarray([...'abcdxypq']),
    })
    fc.assert(
      fc.property(wish, ({ allowed, ...wanted }) => {
        const list = arranged({
          ...wanted,
          eligible: (id: string) => allowed.includes(id),
          fallback: [...'pq'].values(),
        })
        expect(list).toHaveLength(Math.min(wanted.size, allowed.length))
        expect(new Set(list).size).toBe(list.length)
        expect(list.every((id) => allowed.includes(id))).toBe(true)
      }),
    )
  })
})
