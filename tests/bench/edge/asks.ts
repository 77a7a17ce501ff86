import { seeded } from '../../../edge/recommend/random.ts'
import type { Ask } from './load.ts'
import { CONSENT, type Known, mint, tokenOf, views } from './people.ts'
import { type Shop, SITE } from './shop.ts'

export const SLOTS = {
  1: ['hero-0'],
  /** As a product page has them: two lists, two banners. */
  4: ['hero-0', 'hero-1', 'list-0', 'list-1'],
  8: ['hero-0', 'hero-1', 'list-0', 'list-1', 'hero-2', 'hero-3', 'list-2', 'list-3'],
  /** No list, for what lists cost. */
  plain: ['hero-0', 'hero-1', 'hero-2', 'hero-3'],
} as const

const post = (path: string, body: object): Ask => ({ method: 'POST', path, body: JSON.stringify(body) })

/** Decisions on a product page; `carried` says what the visitor brings. */
export const decides = <T>(
  slots: readonly string[],
  people: readonly T[],
  carried: (one: T) => object,
): Ask[] =>
  people.map((one) =>
    post('/v1/decide', {
      site: SITE,
      sent_at: Date.now(),
      consent: CONSENT,
      page: { path: '/p/item-7/', item_id: 'item-7' },
      slots,
      ...carried(one),
    }),
  )

/** Batches of `count` events, in turn by everyone of a crowd. */
export const collects = (count: number, crowd: readonly string[]): Ask[] =>
  crowd.map((visitor) =>
    post('/v1/collect', {
      site: SITE,
      visitor,
      batch: '%ID%',
      sent_at: Date.now(),
      consent: CONSENT,
      events: views(count),
    }),
  )

/** Logins, each of a new person on a new device; one that comes again is answered as at first, which costs less. */
export const identifies = (shop: Shop, count: number): Promise<Ask[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, n) =>
      post('/v1/identify', {
        site: SITE,
        visitor: await mint(shop),
        token: await tokenOf(`person-${n}-${Math.random()}`),
        sent_at: Date.now(),
        consent: CONSENT,
      }),
    ),
  )

const consents = (): Ask =>
  post('/v1/consent', { site: SITE, consent: { ...CONSENT, source: 'banner' }, sent_at: Date.now() })

/** What a hundred visitors of a day ask, at 6 pages and 5 batches each: fewer and larger ones than a browser sends (edge/journal/SCALE.md). */
export const MIX = {
  'decide by capsule': 500,
  'decide before consent': 70,
  'decide from D1': 30,
  collect: 500,
  consent: 70,
  identify: 10,
  'me, the export': 2,
} as const

/** The mix, shuffled; batches of 1 to 9 events, five on average. */
export async function mixed(
  shop: Shop,
  people: readonly Known[],
  crowd: readonly string[],
  rounds: number,
): Promise<Ask[]> {
  const random = seeded(3)
  const some = <T>(list: readonly T[], count: number): T[] =>
    Array.from({ length: count }, () => list[Math.floor(random() * list.length)] as T)
  const sizes = Array.from({ length: 9 }, (_, n) => collects(n + 1, crowd))
  const all: Ask[] = []
  for (let round = 0; round < rounds; round++)
    all.push(
      ...decides(SLOTS[4], some(people, MIX['decide by capsule']), (one) => one),
      ...decides(SLOTS[4], some(people, MIX['decide before consent']), () => ({
        consent: { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown' },
      })),
      ...decides(SLOTS[4], some(people, MIX['decide from D1']), ({ visitor }) => ({ visitor })),
      ...Array.from({ length: MIX.collect }, (_, n) => some(sizes[n % 9]!, 1)[0]!),
      ...Array.from({ length: MIX.consent }, consents),
      ...(await identifies(shop, MIX.identify)),
      ...some(people, MIX['me, the export']).map(
        ({ visitor }): Ask => ({
          method: 'GET',
          path: `/v1/me?site=${SITE}`,
          headers: { authorization: `Bearer ${visitor}` },
        }),
      ),
    )
  for (let n = all.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1))
    ;[all[n], all[other]] = [all[other]!, all[n]!]
  }
  return all
}
