import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { occurrences } from '../../../edge/recommend/occurrences.ts'
import { prepare } from '../../../edge/recommend/prepare.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import { toColumns } from '../../../edge/recommend/sessions.ts'
import { LIMITS } from '../../../edge/recommend/train.ts'
import { heard, leastTogether, leastVoices, sharesOfVoices } from '../../../edge/recommend/voices.ts'
import { listed, open } from './support.ts'

let visitor = 0
/** Visits by so many visitors, each their own. */
const by = (visitors: number, items: string[]): Session[] =>
  Array.from({ length: visitors }, () => ({
    items,
    times: items.map((_, i) => visitor * 1000 + i),
    visitor: visitor++,
  }))

describe('how many must agree', () => {
  it('[A12] two, more the more there are, six at the most', () => {
    expect([0, 400, 599, 600, 1200, 1e6].map(leastVoices)).toEqual([2, 2, 2, 3, 6, 6])
    expect([0, 40, 59, 60, 120, 1e6].map(leastTogether)).toEqual([2, 2, 2, 3, 6, 6])
  })

  it('[A12] in a large shop an item is listed once six speak of it, and beside another once a twentieth of that one’s do', () => {
    const model = open([
      ...by(1200, ['other', 'more']),
      ...by(200, ['hit']),
      ...by(30, ['rare']),
      ...by(9, ['known']),
      ...by(5, ['hit', 'known']),
      ...by(2, ['rare', 'known']),
      ...by(5, ['rare', 'few']),
      ...by(5, ['hit', 'few']).map((each, i) => ({ ...each, visitor: visitor - 10 + i })),
    ])
    const beside = (current: string) =>
      listed(model, { kind: 'similar', current }, { size: 9, refill: false })
    expect(beside('rare')).toContain('known')
    expect(beside('rare')).not.toContain('few')
    expect(beside('hit')).not.toContain('known')
    expect(listed(model, { kind: 'bestsellers' }, { size: 9 }).at(-1)).toBe('few')
    const agreed = open([...by(1200, ['other', 'more']), ...by(200, ['hit']), ...by(12, ['hit', 'known'])])
    expect(listed(agreed, { kind: 'similar', current: 'hit' }, { size: 9, refill: false })).toContain('known')
  })

  it('[A12] who did hundreds of things, and twenty times what others do, is not heard; nor is such a network', () => {
    const visits = [
      ...by(50, ['a', 'b']),
      ...Array.from({ length: 160 }, () => ({ items: ['a', 'spam'], times: [], visitor: 7 })),
    ]
    expect(heard(toColumns(visits))).toHaveLength(50)
    const busy = by(
      50,
      Array.from({ length: 20 }, () => 'a'),
    )
    expect(heard(toColumns([...busy, ...visits.slice(50)]))).toHaveLength(210)
    const columns = toColumns([...by(50, ['a', 'b']), ...by(160, ['a', 'spam'])])
    expect(heard({ ...columns, voices: columns.visitors!.map((_, s) => Math.min(s, 50)) })).toHaveLength(50)
    expect(heard(columns)).toHaveLength(210)
  })

  it('[A12] who speaks of more than others do divides what they have: no voice weighs more than twice what three in four have', () => {
    const spoken = fc.array(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(spoken, fc.nat(9), (visits, few) => {
        const sessions = visits.map((items, s) => ({
          items: items.map(String),
          times: [s],
          visitor: s % (few + 2),
        }))
        const data = prepare(toColumns(sessions), LIMITS)
        const shares = sharesOfVoices(data, occurrences(data))
        const items = Map.groupBy(data.voices.keys(), (s) => data.voices[s]!)
        const counts = Array.from({ length: items.size }, (_, voice) => {
          const said = items
            .get(voice)!
            .flatMap((s) => [...data.items.subarray(data.offsets[s], data.offsets[s + 1])])
          return new Set(said).size
        })
        const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length * 0.75)]!
        expect(shares).toHaveLength(counts.length)
        counts.forEach((count, voice) => {
          expect(shares[voice]).toBe(Math.min(1, (2 * usual) / count))
        })
      }),
      { numRuns: 50 },
    )
  })
})
