import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listFor } from '../../../edge/decide/lists.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { train } from '../../../edge/recommend/train.ts'
import type { Recommend } from '../../../rules/bundle.ts'
import { NOW } from '../../support/arbitrary.ts'
import { CATALOGUE, SESSIONS } from '../../support/shop.ts'

const opened = openModel(train(SESSIONS))
if (!opened.ok) throw new Error(String(opened.reason))
const { model } = opened
const viewed = (...ids: string[]) =>
  sum(ids.map((item_id, n) => of({ name: 'view_item', time: NOW - 1000 + n, items: [{ item_id }] })))

const list = (wanted: Partial<Recommend>, page: { item_id?: string } = {}, profile = viewed('shoe1')) =>
  listFor(
    { from: 'session', size: 4, never: [], otherwise: 'bestsellers', ...wanted },
    { profile, page: { path: '/', ...page }, catalogue: CATALOGUE, model, now: NOW },
  ).map(({ item_id }) => item_id)

describe('the list of a block', () => {
  test('[E34] holds its constraints in every path, and is as long as they allow', () => {
    const subset = <T>(values: T[]) => fc.subarray(values, { minLength: 1 })
    const wanted = fc.record(
      {
        from: fc.constantFrom('session' as const, 'similar' as const, 'bestsellers' as const),
        size: fc.integer({ min: 1, max: 9 }),
        never: fc.subarray([
          'purchased' as const,
          'out-of-stock' as const,
          'in-cart' as const,
          'current' as const,
        ]),
        category: subset(['shoes', 'hats', 'mugs']),
        pin: subset(['mug1', 'shoe3', 'nothing']),
        boost: fc.constant<Recommend['boost'] & object>([
          { where: { category: { under: ['hats'] } }, by: 5 },
        ]),
        diversify: fc.constantFrom('category' as const, 'brand' as const),
      },
      { requiredKeys: ['from', 'size', 'never'] },
    )
    fc.assert(
      fc.property(wanted, fc.constantFrom(undefined, 'shoe1', 'hat1'), (asked, item_id) => {
        const found = list(asked, item_id === undefined ? {} : { item_id })
        const allowed = CATALOGUE.items.filter(
          (item) =>
            !(asked.never.includes('out-of-stock') && item.availability !== 'in_stock') &&
            !(asked.never.includes('current') && item.item_id === item_id) &&
            (!asked.category || asked.category.some((top) => item.item_category.startsWith(top))),
        )
        expect(new Set(found).size).toBe(found.length)
        expect(allowed.map((item) => item.item_id)).toEqual(expect.arrayContaining(found))
        // `similar` never lists the item it is asked about.
        const least = asked.from === 'similar' ? allowed.filter((item) => item.item_id !== item_id) : allowed
        expect(found.length).toBeGreaterThanOrEqual(Math.min(asked.size, least.length))
      }),
    )
  })

  test('[E35] pins come first, boosts lift, and neighbours differ while others are left', () => {
    expect(list({ pin: ['mug2', 'nothing'] })[0]).toBe('mug2')
    const plain = list({ size: 9 })
    const boosted = list({ size: 9, boost: [{ where: { category: { under: ['mugs'] } }, by: 100 }] })
    expect(boosted.slice(0, 2).sort()).toEqual(['mug1', 'mug2'])
    expect(plain.slice(0, 2).sort()).not.toEqual(['mug1', 'mug2'])
    const kinds = list({ size: 4, diversify: 'category' }).map((id) => CATALOGUE.byId.get(id)!.item_category)
    expect(kinds.every((kind, n) => n === 0 || kind !== kinds[n - 1])).toBe(true)
  })

  test('[E36] `otherwise: nothing` is not filled up with bestsellers', () => {
    expect(list({ otherwise: 'nothing', size: 9 }, {}, viewed('nothing-known'))).toEqual([])
  })
})
