import { describe, expect, test } from 'vitest'
import { decide } from '../../../edge/decide/decide.ts'
import type { Question } from '../../../edge/decide/question.ts'
import { empty, of, type Profile } from '../../../edge/profile/profile.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { decodeArms, encodeArms } from '../../../edge/recommend/arms.ts'
import { readDrawn } from '../../../edge/recommend/list-id.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { train } from '../../../edge/recommend/train.ts'
import type { Bundle } from '../../../rules/bundle.ts'
import { compile } from '../../../rules/compile.ts'
import { NOW } from '../../support/arbitrary.ts'
import { CATALOGUE, SESSIONS } from '../../support/shop.ts'

const opened = openModel(train(SESSIONS))
if (!opened.ok) throw new Error(String(opened.reason))
const { model } = opened

const compiled = compile({
  'a.yaml': `shop: { currency: USD, locale: en-US, timezone: UTC }
blocks:
  a: { template: <p>A</p> }
  b: { template: <p>B</p> }
  lovers: { template: <p>L</p> }
  again: { recommend: { from: replenish, otherwise: nothing } }
  row: { recommend: { from: [session, bestsellers, trending], size: 2 } }
slots:
  hero:
    choose: bandit
    show: [{ block: lovers, when: { did: view_item } }, { block: a }, { block: b }]
  row: { show: [{ block: row }] }
  again: { choose: bandit, show: [{ block: again }, { block: a }] }
  plain: { show: [{ block: a }] }
  next: { recommend: { from: session, never: [current, out-of-stock], category: shoes } }
`,
})
if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics))
const bundle: Bundle = { ...compiled.bundle, hash: 'h' }

let ids = 0
const answer = (
  slot: string,
  rest: Partial<Question> & { profile?: Profile } = {},
  arms?: ReturnType<typeof decodeArms>,
) =>
  decide(
    {
      slots: [slot],
      page: { path: '/' },
      client: {},
      hosts: [],
      granted: ['personalization'],
      profile: empty(),
      known: false,
      now: NOW,
      listId: () => `id${ids++}`,
      ...rest,
    },
    { bundle, catalogue: CATALOGUE, model: { model }, ...(arms && { arms }) },
  )[slot]!
const share = <T>(all: readonly T[], which: (each: T) => boolean) => all.filter(which).length / all.length
const visitors = Array.from({ length: 600 }, (_, n) => `visitor${n}`)

describe('a slot that chooses by what earns most', () => {
  test('[M38] shows each block that holds as often as its exposures say, and only those', () => {
    const all = visitors.map((subject) => answer('hero', { subject }))
    const drawn = all.map(({ list_id }) => readDrawn(list_id)!)
    expect(new Set(all.map(({ block }) => block))).toEqual(new Set(['a', 'b']))
    expect(drawn.every(({ propensity }) => propensity === 0.5)).toBe(true)
    expect(share(all, ({ block }) => block === 'a')).toBeCloseTo(0.5, 1)
    expect(all.every(({ block }, i) => drawn[i]!.arm === block)).toBe(true)
  })

  test('[M38] prefers what earned more, for views and clicks of the same slot', () => {
    const earned = (arm: string, clicks: number) => ({
      slot: 'hero',
      arm,
      shown: 500,
      clicks,
      orders: 0,
      at: NOW,
    })
    const arms = decodeArms(encodeArms([earned('a', 10), earned('b', 60)]), 'h')!
    const all = visitors.map((subject) => answer('hero', { subject }, arms))
    expect(share(all, ({ block }) => block === 'b')).toBeGreaterThan(0.9)
    expect(share(all, ({ block }) => block === 'a')).toBeGreaterThan(0.02)
  })

  test('[M38] gives one visitor the same all day, and a stranger a new draw each time', () => {
    for (const subject of visitors.slice(0, 20)) {
      const [first] = [answer('hero', { subject })]
      expect(answer('hero', { subject, now: NOW + 60_000 }).block).toBe(first!.block)
    }
    const days = Array.from(
      { length: 40 },
      (_, n) => answer('hero', { subject: 'v', now: NOW + n * DAY }).block,
    )
    const strange = Array.from({ length: 40 }, () => answer('hero').block)
    expect(new Set(days).size).toBe(2)
    expect(new Set(strange).size).toBe(2)
  })

  test('[M38] draws among the strategies of a list', () => {
    const all = visitors.map((subject) => answer('row', { subject }))
    const arms = new Set(all.map(({ list_id }) => readDrawn(list_id)!.arm))
    expect(arms).toEqual(new Set(['row/session', 'row/bestsellers', 'row/trending']))
    expect(all.every(({ items }) => items!.length === 2)).toBe(true)
  })

  test('[M38] leaves out a list that would be empty, and logs nothing where nothing is drawn', () => {
    const all = visitors.slice(0, 50).map((subject) => answer('again', { subject }))
    expect(all.every(({ block, list_id }) => block === 'a' && readDrawn(list_id)!.propensity === 1)).toBe(
      true,
    )
    expect(answer('plain')).not.toHaveProperty('list_id')
  })

  test('[M39] a preview says of a list where each product comes from, what speaks for it, and what kept others out', () => {
    const profile = of({ name: 'view_item', time: NOW - 1, items: [{ item_id: 'shoe1' }] })
    const page = { path: '/p/shoe1/', item_id: 'shoe1' }
    const { items, why } = answer('next', { profile, page, explain: true })
    expect(why!.list).toMatchObject({
      from: 'session',
      left_out: { current: 1, 'out-of-stock': 1, category: 5 },
    })
    expect(why!.list!.items.map(({ item_id }) => item_id)).toEqual(items!.map(({ item_id }) => item_id))
    expect(why!.list!.items[0]).toMatchObject({ source: 'session', because: 'shoe1', sessions: 20 })
    expect(why!.list!.items[0]!.parts!.neighbours).toBeGreaterThan(0.5)
    expect(model.scratch.slotOf.every((slot) => slot === 0)).toBe(true)
  })

  test('[M38] a preview says what was drawn', () => {
    const profile = of({ name: 'view_item', time: NOW - 1, items: [{ item_id: 'shoe1' }] })
    const all = visitors.slice(0, 60).map((subject) => answer('hero', { subject, profile, explain: true }))
    expect(new Set(all.map(({ block }) => block))).toEqual(new Set(['lovers', 'a', 'b']))
    for (const { block, why } of all) expect(why!.choices.find(({ taken }) => taken)).toMatchObject({ block })
  })
})
