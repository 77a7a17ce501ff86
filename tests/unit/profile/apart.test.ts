import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apartOf, rowsOf } from '../../../edge/profile/apart.ts'
import { decodeProfile } from '../../../edge/profile/decode.ts'
import { deedsOf } from '../../../edge/profile/deeds.ts'
import { pack, unpack } from '../../../edge/profile/pack.ts'
import { encode, of, ofEntry, type Profile, sum } from '../../../edge/profile/profile.ts'
import { acceptedEvent, journalEntry, NOW } from '../../support/arbitrary.ts'

/** Every row of a profile, in the order that readers find. */
const shelved = (profile: Profile) =>
  deedsOf(profile)
    .sort()
    .map((event) => [event, rowsOf(profile.facts, event)])

test('[K8] what is added to a carried profile stands where it would in a stored one', () => {
  fc.assert(
    fc.property(
      fc.array(journalEntry, { maxLength: 4 }),
      fc.array(acceptedEvent, { minLength: 1, maxLength: 6 }),
      (entries, events) => {
        const profile = sum(entries.map(ofEntry))
        const more = events.map(of)
        const carried = sum([unpack(pack(profile, NOW), NOW), ...more])
        const stored = sum([decodeProfile(encode(profile)), ...more])
        expect(shelved(carried)).toEqual(shelved(stored))
        expect(encode(carried)).toBe(encode(stored))
      },
    ),
    { numRuns: 300 },
  )
})

test('[K8] adding pending events leaves the rows of other events as they came', () => {
  const view = (item_id: string) =>
    of({ name: 'view_item', time: NOW, items: [{ item_id, item_category: 'shoes' }] })
  const carried = unpack(pack(view('a'), NOW), NOW)
  const page = of({ name: 'page_view', time: NOW, page: { path: '/' } })
  const { apart } = sum([carried, page]).facts
  expect(apart?.get('view_item')).toBe(carried.facts.apart?.get('view_item'))
  expect(apart?.get('page_view')).toEqual(apartOf(page.facts.rows.page_view ?? {}))
})
