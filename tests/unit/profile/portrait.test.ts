import { describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../edge/profile/event.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { readProfile } from '../../../edge/profile/read.ts'
import { DAY, HOUR, MINUTE } from '../../../edge/profile/time.ts'
import { FACTS } from '../../../rules/visitor.ts'
import { NOW } from '../../support/arbitrary.ts'

const SHOP = { hosts: ['shop.example'], bands: [2000, 8000] as const }
const fact = (name: string, ...events: AcceptedEvent[]) =>
  readProfile(sum(events.map(of)), {}, NOW, SHOP).fact(name)
const about = (
  name: AcceptedEvent['name'],
  item_category: string,
  ago: number,
  rest = {},
): AcceptedEvent => ({
  name,
  time: NOW - ago,
  currency: 'USD',
  items: [{ item_id: `${item_category}-x`, item_category, item_brand: 'Alder', price: 30 }],
  ...rest,
})
const order = (transaction_id: string, ago: number, value: number, trusted = true): AcceptedEvent =>
  about('purchase', 'shoes', ago, { transaction_id, value, ...(trusted && { trusted }) })

describe('the portrait', () => {
  test('[P15] every named fact is there, and none makes up what it does not know', () => {
    const visitor = readProfile(sum([]), {}, NOW, SHOP)
    for (const [name, type] of Object.entries(FACTS)) {
      const value = visitor.fact(name)
      if (value !== undefined) expect(typeof value).toBe(type)
    }
    expect(visitor.fact('days_since_last_order')).toBeUndefined()
    expect(visitor.fact('favourite_category')).toBeUndefined()
  })

  test('[P16] the favourite category is the deepest that holds most of the one above', () => {
    const trail = about('view_item', 'shoes/trail', HOUR)
    const city = about('view_item', 'shoes/city', HOUR)
    const tote = about('view_item', 'bags/totes', HOUR)
    expect(fact('favourite_category', trail, trail, city, tote, tote)).toBe('shoes/trail')
    expect(fact('favourite_category', trail, city, tote)).toBe('shoes')
    expect(fact('favourite_category', trail, trail, trail, about('purchase', 'mugs/travel', HOUR))).toBe(
      'mugs/travel',
    )
    // Interest fades: five views two months ago weigh less than one today.
    const old = Array.from({ length: 5 }, () => about('view_item', 'hats/caps', 60 * DAY))
    expect(fact('favourite_category', ...old, tote)).toBe('bags/totes')
  })

  test('[P17] revenue counts what the shop’s server told, each order once', () => {
    const events = [
      order('t1', DAY, 50),
      order('t1', DAY, 50),
      order('t2', DAY, 30),
      order('t3', DAY, 999, false),
    ]
    expect(fact('lifetime_value', ...events)).toBe(8000)
    expect(fact('average_order_value', ...events)).toBe(4000)
    expect(fact('orders', ...events)).toBe(3)
  })

  test('[P18] lifecycle goes from visitor to lost', () => {
    const view = about('view_item', 'shoes', HOUR)
    expect(fact('lifecycle', view)).toBe('visitor')
    expect(fact('lifecycle', view, about('add_to_cart', 'shoes', HOUR))).toBe('prospect')
    expect(fact('lifecycle', order('t1', DAY, 1))).toBe('customer')
    expect(fact('lifecycle', order('t1', DAY, 1), order('t2', DAY, 1), order('t3', DAY, 1))).toBe('loyal')
    expect(fact('lifecycle', order('t1', 200 * DAY, 1))).toBe('lapsing')
    expect(fact('lifecycle', order('t1', 400 * DAY, 1))).toBe('lost')
  })

  test('[P19] recency, frequency and value go from one to five', () => {
    expect([1, 8, 31, 91, 181].map((days) => fact('rfm_recency', order('t', days * DAY, 1)))).toEqual([
      5, 4, 3, 2, 1,
    ])
    const orders = (n: number) => Array.from({ length: n }, (_, i) => order(`t${i}`, DAY, 1))
    expect([1, 2, 3, 5, 10].map((n) => fact('rfm_frequency', ...orders(n)))).toEqual([1, 2, 3, 4, 5])
    expect([10, 80, 240, 640, 1600].map((value) => fact('rfm_monetary', order('t', DAY, value)))).toEqual([
      1, 2, 3, 4, 5,
    ])
  })

  test('[P20] engagement grows with what is done, fades with time, and stays within 0 and 100', () => {
    const view = about('view_item', 'shoes', 0)
    const one = fact('engagement', view) as number
    const cart = fact('engagement', view, about('add_to_cart', 'shoes', 0)) as number
    expect(fact('engagement')).toBe(0)
    expect(one).toBeGreaterThan(0)
    expect(cart).toBeGreaterThan(one)
    expect(fact('engagement', about('view_item', 'shoes', 60 * DAY))).toBe(0)
    expect(fact('engagement', ...Array.from({ length: 200 }, () => about('purchase', 'shoes', 0)))).toBe(100)
  })

  test('[P21] this visit’s beginning, pages and cart are told', () => {
    const page = (ago: number): AcceptedEvent => ({ name: 'page_view', time: NOW - ago, page: { path: '/' } })
    const events = [page(DAY), page(20 * MINUTE), page(MINUTE), about('add_to_cart', 'shoes', MINUTE)]
    expect(fact('visit_started_at', ...events)).toBe(NOW - 20 * MINUTE)
    expect(fact('pages_this_visit', ...events)).toBe(2)
    expect(fact('items_in_cart', ...events)).toBe(1)
    expect(fact('days_since_last_visit', ...events)).toBe(0)
    expect(fact('price_band', ...events)).toBe('mid')
  })

  test('[P22] the first arrival keeps its source', () => {
    const arrive = (ago: number, page: object): AcceptedEvent => ({
      name: 'page_view',
      time: NOW - ago,
      page: { path: '/', ...page },
    })
    const first = arrive(DAY, { referrer: 'https://www.google.com/', utm_campaign: 'spring' })
    const later = arrive(HOUR, { referrer: 'https://www.facebook.com/' })
    expect(fact('first_campaign', first, later)).toBe('spring')
    expect(fact('first_referrer_class', first, later)).toBe('campaign')
    expect(fact('first_referrer_class', later)).toBe('social')
    expect(fact('first_referrer_class', arrive(0, {}))).toBe('direct')
  })

  test('[J25] the part of the day is when visits mostly begin, by the shop’s clock, once it is a habit', () => {
    const day = Math.floor(NOW / DAY) * DAY
    const visitsAt = (...hours: number[]) =>
      hours.map((hour, n): AcceptedEvent => ({ name: 'page_view', time: day - (n + 1) * DAY + hour * HOUR }))
    const part = (timezone: string, ...events: AcceptedEvent[]) =>
      readProfile(sum(events.map(of)), {}, NOW, { ...SHOP, timezone }).fact('daypart')
    expect(part('UTC', ...visitsAt(8, 9))).toBeUndefined()
    expect(part('UTC', ...visitsAt(8, 9, 20))).toBe('morning')
    expect(part('Asia/Hong_Kong', ...visitsAt(8, 9, 20))).toBe('afternoon')
    expect(part('UTC', ...visitsAt(20, 21, 3, 4))).toBe('night')
  })
})
