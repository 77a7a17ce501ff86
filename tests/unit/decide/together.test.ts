import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../../edge/decide/decide.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { train } from '../../../edge/recommend/train.ts'
import type { Block, Recommend } from '../../../rules/bundle.ts'
import { NOW } from '../../support/arbitrary.ts'
import { BUNDLE, CATALOGUE, SESSIONS } from '../../support/shop.ts'

const DAY = 86_400_000
const bytes = train(SESSIONS)
const did = (name: 'view_item' | 'add_to_cart' | 'purchase', time: number, ...ids: string[]) =>
  of({ name, time, items: ids.map((item_id) => ({ item_id, item_category: 'shoes', price: 10 })) })
const PROFILES = [
  sum([]),
  did('view_item', NOW - 1000, 'shoe1'),
  sum([did('view_item', NOW - 4 * DAY, 'hat1'), did('purchase', NOW - 3 * DAY, 'mug1')]),
  sum([
    did('view_item', NOW - 5 * DAY, 'hat2', 'shoe4'),
    did('view_item', NOW - 2000, 'shoe2'),
    did('add_to_cart', NOW - 1000, 'shoe1'),
  ]),
]

const wanted = fc.record<Recommend>({
  from: fc.constantFrom(
    'session',
    'similar',
    'bestsellers',
    'companion',
    'recently-viewed',
    'alternatives',
    'new',
  ),
  size: fc.integer({ min: 1, max: 5 }),
  never: fc.subarray<Recommend['never'][number]>(['purchased', 'out-of-stock', 'in-cart', 'current']),
  otherwise: fc.constantFrom('bestsellers', 'nothing'),
})

test('[E19] every slot of a page is decided as if it were asked about alone', () => {
  fc.assert(
    fc.property(
      fc.array(wanted, { minLength: 2, maxLength: 5 }),
      fc.constantFrom(...PROFILES),
      fc.constantFrom(undefined, 'shoe1', 'hat2'),
      (lists, profile, item_id) => {
        const blocks: Record<string, Block> = { ...BUNDLE.blocks }
        const slots: (typeof BUNDLE)['slots'] = { ...BUNDLE.slots }
        for (const [n, recommend] of lists.entries()) {
          blocks[`list-${n}`] = {
            template: '{% for item in items %}{{ item.reason }},{% endfor %}',
            recommend,
          }
          slots[`list-${n}`] = { show: [{ block: `list-${n}` }] }
        }
        const ask = (...names: string[]) => {
          const opened = openModel(bytes)
          if (!opened.ok) throw new Error(opened.reason)
          return decide(
            {
              slots: names,
              page: { path: '/', ...(item_id && { item_id }) },
              client: { device: 'desktop' },
              hosts: [],
              granted: ['personalization'],
              profile,
              known: false,
              now: NOW,
              listId: () => 'list',
            },
            { bundle: { ...BUNDLE, blocks, slots, hash: '' }, catalogue: CATALOGUE, model: opened },
          )
        }
        const names = Object.keys(slots)
        const together = ask(...names)
        for (const name of names) expect({ [name]: together[name] }).toEqual({ ...ask(name) })
      },
    ),
    { numRuns: 60 },
  )
})
