import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../../edge/profile/event.ts'
import { MAX_CELLS } from '../../../edge/profile/facts.ts'
import { add, empty, encode, of, ofEntry, type Profile, sum } from '../../../edge/profile/profile.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { acceptedEvent, journalEntry, NOW } from '../../support/arbitrary.ts'

const profile = fc.array(journalEntry, { maxLength: 5 }).map((entries) => sum(entries.map(ofEntry)))
const same = (a: Profile, b: Profile): void => {
  expect(encode(a)).toBe(encode(b))
}

describe('the profile is a commutative monoid', () => {
  test('[P1] empty is the zero', () => {
    fc.assert(fc.property(profile, (a) => same(add(a, empty()), a)))
    fc.assert(fc.property(profile, (a) => same(add(empty(), a), a)))
  })

  test('[P2] adding commutes', () => {
    fc.assert(fc.property(profile, profile, (a, b) => same(add(a, b), add(b, a))))
  })

  test('[P3] adding associates', () => {
    fc.assert(fc.property(profile, profile, profile, (a, b, c) => same(add(add(a, b), c), add(a, add(b, c)))))
  })

  test('[P4] any permutation and split of batches gives one identical profile', () => {
    const halves = (entry: JournalEntry, at: number): JournalEntry[] => [
      { ...entry, events: entry.events.slice(0, at) },
      { ...entry, events: entry.events.slice(at) },
    ]
    const shuffled = fc.array(journalEntry, { maxLength: 8 }).chain((entries) =>
      fc.tuple(
        fc.constant(entries),
        fc.shuffledSubarray(
          entries.flatMap((entry, index) => halves(entry, index % (entry.events.length + 1))),
          { minLength: entries.length * 2 },
        ),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([entries, parts]) => same(sum(entries.map(ofEntry)), sum(parts.map(ofEntry)))),
    )
  })

  test('[P5] folding before or after a sum is the same, however many cells there are', () => {
    const crowd = fc
      .array(fc.tuple(fc.nat(700), fc.nat(200)), { minLength: 300, maxLength: 900 })
      .map((visits) =>
        visits.map(([item, days]) =>
          of({
            name: 'view_item',
            time: NOW - days * DAY,
            items: [{ item_id: `i${item}`, item_category: `c${item % 50}` }],
          }),
        ),
      )
    fc.assert(
      fc.property(crowd, fc.nat(), (events, pivot) => {
        const at = pivot % events.length
        const parts = add(sum(events.slice(at)), sum(events.slice(0, at).reverse()))
        same(parts, sum(events))
        expect(countCells(parts)).toBeLessThanOrEqual(MAX_CELLS)
      }),
      { numRuns: 25 },
    )
  })

  test('[P6] an event whose time ties with another is neither lost nor doubled', () => {
    fc.assert(
      fc.property(fc.array(acceptedEvent, { minLength: 1, maxLength: 6 }), (events) => {
        const tied = events.map((event) => ({ ...event, name: 'view_item' as const, time: NOW, items: [] }))
        const seen = sum(tied.map(of)).facts.rows.view_item ?? {}
        const count = Object.values(seen)
          .flatMap((cells) => Object.values(cells))
          .reduce((n, cell) => n + cell[0], 0)
        expect(count).toBe(events.length)
      }),
    )
  })
})

const countCells = (profile: Profile): number =>
  Object.values(profile.facts.rows)
    .flatMap((rows) => Object.values(rows))
    .reduce((total, cells) => total + Object.keys(cells).length, 0)
