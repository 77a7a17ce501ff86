import type { CatalogueFeed } from '../../edge/catalogue/catalogue.ts'
import { indexCatalogue } from '../../edge/catalogue/catalogue.ts'
import { publish } from '../../edge/publish/publish.ts'
import type { ArtefactStore } from '../../edge/publish/store.ts'
import type { Session } from '../../edge/recommend/sessions.ts'
import { train } from '../../edge/recommend/train.ts'
import type { Bundle } from '../../rules/bundle.ts'
import { encodeBundle } from '../../rules/encode.ts'
import { NOW } from './arbitrary.ts'

const item = (item_id: string, item_category: string, rest = {}) => ({
  item_id,
  item_name: `The ${item_id}`,
  item_category,
  price: 10,
  link: `/p/${item_id}/`,
  image_link: `/p/${item_id}.svg`,
  availability: 'in_stock' as const,
  ...rest,
})

/** Nine products of three kinds; `shoe3` is out of stock. */
export const FEED: CatalogueFeed = {
  currency: 'USD',
  items: [
    ...['shoe1', 'shoe2', 'shoe3', 'shoe4'].map((id) =>
      item(id, 'shoes/trail', id === 'shoe3' ? { availability: 'out_of_stock' } : {}),
    ),
    ...['hat1', 'hat2', 'hat3'].map((id) => item(id, 'hats')),
    ...['mug1', 'mug2'].map((id) => item(id, 'mugs')),
  ],
}
export const CATALOGUE = indexCatalogue(FEED, 'c'.repeat(64))

/** Visits in which shoes go with shoes, hats with hats; shoe1 is what most begin with. */
export const SESSIONS: Session[] = Array.from({ length: 40 }, (_, n) => ({
  items: n % 2 ? ['shoe1', 'shoe2', 'shoe3', 'shoe4'] : ['hat1', 'hat2', 'hat3'],
  times: [1, 2, 3, 4].slice(0, n % 2 ? 4 : 3).map((minute) => NOW - n * 3_600_000 + minute * 60_000),
  visitor: n,
}))

/** A hero by interest, picks from the session, a companion to the page. */
export const BUNDLE: Omit<Bundle, 'hash'> = {
  format: 1,
  settings: { currency: 'USD', locale: 'en-US', timezone: 'Asia/Hong_Kong' },
  segments: {
    'shoe-lovers': {
      op: 'did',
      event: 'view_item',
      where: { category: { under: ['shoes'] } },
      within: 30 * 86_400_000,
      measure: 'count',
      is: { min: 3 },
    },
  },
  blocks: {
    'shoe-hero': { template: '<h1 class="hero">Back to shoes, {{ page.path }}</h1>' },
    'default-hero': { template: '<h1 class="hero">Hello {{ page.title }}</h1>' },
    picks: {
      template: '{% for item in items %}<a href="{{ item.link }}">{{ item.item_name }}</a>{% endfor %}',
      recommend: {
        from: 'session',
        size: 4,
        never: ['purchased', 'out-of-stock', 'current'],
        otherwise: 'bestsellers',
      },
    },
    broken: { template: '{% if %}' },
  },
  slots: {
    'home-hero': {
      show: [{ block: 'shoe-hero', when: { op: 'in', segment: 'shoe-lovers' } }, { block: 'default-hero' }],
    },
    'next-best': { show: [{ block: 'picks' }] },
    failing: { show: [{ block: 'broken' }] },
  },
}

/** Publishes all three for site `shop`; `bundle` replaces the rules. */
export async function stock(store: ArtefactStore, bundle: Omit<Bundle, 'hash'> = BUNDLE): Promise<void> {
  const { text, hash } = encodeBundle(bundle)
  await publish(store, 'shop', 'bundle', text, { at: NOW }, hash)
  await publish(store, 'shop', 'catalogue', JSON.stringify(FEED), { at: NOW })
  await publish(store, 'shop', 'model', train(SESSIONS), { at: NOW })
}
