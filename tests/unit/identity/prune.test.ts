import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCatalogue } from '../../../edge/catalogue/decode.ts'
import { decide } from '../../../edge/decide/decide.ts'
import { readsOf } from '../../../edge/decide/reads.ts'
import { answers, CAPSULE_LIFE, open, seal } from '../../../edge/identity/capsule.ts'
import { markKnown } from '../../../edge/intake/orders.ts'
import type { AcceptedEvent } from '../../../edge/profile/event.ts'
import { pack, unpack } from '../../../edge/profile/pack.ts'
import { encode, of, ofEntry, type Profile, sum } from '../../../edge/profile/profile.ts'
import { prune } from '../../../edge/profile/prune.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { train } from '../../../edge/recommend/train.ts'
import type { Bundle, Condition } from '../../../rules/bundle.ts'
import { LIMITS } from '../../../snippet/wire.ts'
import { acceptedEvent, journalEntry, NOW } from '../../support/arbitrary.ts'
import { bundle as anyBundle } from '../../support/arbitrary-rules.ts'
import { testKeys } from '../../support/edge.ts'

/** More, for a search that takes longer than CI may. */
const RUNS = Number(process.env.RUNS ?? 150)
const HOUR = 3_600_000
const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f']
const feed = {
  currency: 'USD',
  items: ITEMS.map((item_id, n) => ({
    item_id,
    item_name: item_id.toUpperCase(),
    item_category: n % 2 ? 'shoes/trail' : 'hats',
    item_brand: n % 3 ? 'Alder' : 'Brook',
    price: 2 + n,
    link: '/',
    image_link: '/',
    availability: 'in_stock',
    added_at: NOW - n * 10 * 24 * HOUR,
  })),
}
const decoded = decodeCatalogue(JSON.stringify(feed), 'c')
const opened = openModel(
  train(
    Array.from({ length: 24 }, (_, n) => ({
      items: [0, 1, 3].map((step) => ITEMS[(n + step) % ITEMS.length]!),
      times: [0, 1, 2].map((step) => NOW / 1000 - n * 1000 + step),
    })),
  ),
)
if (!decoded.ok || !opened.ok) throw new Error('the catalogue or the model of the test cannot be read')
const offer = { catalogue: decoded.value, model: { model: opened.model } }

const decisions = (profile: Profile, bundle: Bundle, now: number) =>
  decide(
    {
      slots: Object.keys(bundle.slots),
      page: { path: '/' },
      client: {},
      hosts: [],
      granted: ['personalization'],
      profile,
      known: false,
      subject: 'v',
      now,
      listId: () => 'id',
      explain: true,
    },
    { ...offer, bundle },
  )

/** A history that is dense of late, so that windows cut through its days and the recent list overflows. */
const late = acceptedEvent.chain((event) =>
  fc
    .integer({ min: 0, max: 4 * 24 * 60 })
    .map((minutes): AcceptedEvent => ({ ...event, time: NOW - minutes * 60_000 })),
)
const history = fc.tuple(
  fc.array(journalEntry, { maxLength: 4 }),
  fc.array(late, { maxLength: 90, size: 'max' }),
)
const pending = (at: number) =>
  fc.array(
    acceptedEvent.chain(({ trusted: _, ...event }) =>
      fc
        .integer({ min: 0, max: 10 })
        .map((minutes): AcceptedEvent => ({ ...event, time: at - minutes * 60_000 })),
    ),
    { maxLength: 4 },
  )
const asking = fc
  .oneof(fc.integer({ min: 0, max: 40 * 60_000 }), fc.integer({ min: 0, max: CAPSULE_LIFE - 1 }))
  .chain((later) => fc.record({ at: fc.constant(NOW + later), events: pending(NOW + later) }))

describe('what a capsule leaves out', () => {
  test('[K8] a profile pruned to what rules and lists read decides as the whole one, all its life', () => {
    fc.assert(
      fc.property(anyBundle, history, asking, (bundle, [entries, events], { at, events: more }) => {
        const whole = sum([...entries.map(ofEntry), ...events.map(of)])
        const carried = unpack(
          pack(prune(whole, readsOf(bundle, decoded.value.bands), NOW, CAPSULE_LIFE), NOW),
          NOW,
        )
        const then = (profile: Profile) =>
          decisions(sum([profile, ...markKnown(more, profile.orders).map(of)]), bundle, at)
        // A typed or signed trait is not carried; nothing here asks for one.
        expect(then(carried)).toEqual(then(whole))
      }),
      { numRuns: RUNS },
    )
  })

  test('[K9] it fits for the heaviest visitor, whatever the rules read, and holds the newest', async () => {
    const ring = await testKeys('k1')
    const heavy = sum(
      Array.from({ length: 1500 }, (_, n) => [
        of({ name: 'page_view', time: NOW - n * 90_000, page: { path: `/p/item-${(n * 7919) % 499}/` } }),
        of({
          name: n % 9 ? 'view_item' : 'add_to_cart',
          time: NOW - n * 90_000,
          currency: 'USD',
          items: [
            {
              item_id: `item-${(n * 7919) % 499}`,
              item_category: ['shoes', 'shoes/trail', 'hats'][n % 3] as string,
              item_brand: `Brand ${n % 40}`,
              price: n % 90,
            },
          ],
        }),
      ]).flat(),
    )
    const batches = Array.from({ length: 40 }, (_, n) => `t${String(n).padStart(21, '0')}`)
    await fc.assert(
      fc.asyncProperty(anyBundle, async (bundle) => {
        const reads = readsOf(bundle)
        const capsule = await seal(ring, 's', 'v', { profile: heavy, batches }, NOW, reads)
        expect(capsule!.length).toBeLessThanOrEqual(LIMITS.CAPSULE_BYTES)
        const opened = (await open(ring, 's', 'v', capsule!, NOW))!
        expect(opened.profile.recent[0]!.time).toBe(NOW)
        expect(answers(opened, reads, Object.keys(bundle.slots))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('[K10] the same profile packs to the same bytes, and they give it back', () => {
    fc.assert(
      fc.property(anyBundle, history, (bundle, [entries, events]) => {
        const profile = sum([...entries.map(ofEntry), ...events.map(of)])
        const pruned = prune(profile, readsOf(bundle), NOW, CAPSULE_LIFE)
        const bytes = pack(pruned, NOW)
        expect(encode(unpack(bytes, NOW))).toBe(encode(pruned))
        expect(pack(prune(profile, readsOf({ ...bundle }), NOW, CAPSULE_LIFE), NOW)).toEqual(bytes)
      }),
      { numRuns: 50 },
    )
  })

  test('[K11] only what is read names the reads of rules: other words, or another order, read the same', () => {
    fc.assert(
      fc.property(anyBundle, (bundle) => {
        const { segments, slots, blocks } = bundle
        const turned = <T>(map: Record<string, T>) => Object.fromEntries(Object.entries(map).reverse())
        const other = {
          ...bundle,
          segments: {
            ...turned(segments),
            unused: { op: 'fact', name: 'visits', match: { min: 2 } } as const,
          },
          slots: turned(slots),
          blocks: { ...turned(blocks), no: { template: 'another word' } },
        }
        expect(readsOf(other).hash).toBe(readsOf(bundle).hash)
        const when: Condition = { op: 'fact', name: 'daypart', match: { is: ['night'] } }
        const more = { block: 'no', when }
        const asking = { ...bundle, slots: { ...slots, more: { show: [more] } } }
        if (!readsOf(bundle).facts.has('daypart')) expect(readsOf(asking).hash).not.toBe(readsOf(bundle).hash)
      }),
      { numRuns: 50 },
    )
  })
})
