import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KIND } from '../../../edge/recommend/sessions.ts'
import {
  foldTouches,
  noTouches,
  openTouches,
  packTouches,
  type Touch,
  visitsOf,
} from '../../../edge/recommend/touches.ts'
import { train } from '../../../edge/recommend/train.ts'

const MINUTE = 60_000
const touch = fc.record({
  visitor: fc.constantFrom('u', 'v', 'w'),
  item_id: fc.constantFrom(...'abcd'),
  time: fc.nat(20).map((n) => n * 10 * MINUTE),
  kind: fc.constantFrom(KIND.view, KIND.cart, KIND.purchase),
})
const cutUp = (list: Touch[], cuts: number[]): Touch[][] => {
  const at = [0, ...cuts.map((cut) => cut % (list.length + 1)), list.length].sort((a, b) => a - b)
  return at.slice(1).map((end, i) => list.slice(at[i], end))
}
const foldAll = (pages: Touch[][], most?: number) =>
  pages.reduce((known, page, i) => foldTouches(known, page, i + 1, most), noTouches())

describe('folding the journal', () => {
  it('[M23] trains the same model however the journal is cut, ordered and repeated', () => {
    const cases = fc
      .array(touch, { maxLength: 30 })
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.array(fc.nat(), { maxLength: 4 }),
          fc.subarray(list),
        ),
      )
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 40 }), ([list, shuffled, cuts, again], most) => {
        const once = foldAll([list], most)
        const pieces = foldAll([...cutUp(shuffled, cuts), again], most)
        expect({ ...pieces, cursor: 0 }).toEqual({ ...once, cursor: 0 })
        expect(train(visitsOf(pieces))).toEqual(train(visitsOf(once)))
      }),
    )
  })

  it('[M23] folds no page twice', () => {
    const page = [{ visitor: 'v', item_id: 'a', time: 1, kind: KIND.view }]
    const known = foldTouches(noTouches(), page, 7)
    expect(foldTouches(known, [{ ...page[0]!, item_id: 'b' }], 7)).toBe(known)
  })

  it('[M23] cuts a visit after half an hour of quiet', () => {
    const page = [0, 30, 61].map((minute) => ({
      visitor: 'v',
      item_id: `${minute}`,
      time: minute * MINUTE,
      kind: 0,
    }))
    expect([...visitsOf(foldAll([page])).offsets]).toEqual([0, 2, 3])
    expect([...visitsOf(noTouches()).offsets]).toEqual([0])
  })

  it('[M23] resumes from its bytes, and refuses others', () => {
    const known = foldAll([[{ visitor: 'v', item_id: 'ä', time: 5, kind: 1 }]])
    expect(openTouches(packTouches(known))).toEqual({ ok: true, touches: known })
    expect(openTouches(train([]))).toEqual({ ok: false, reason: 'sections-missing' })
    expect(openTouches(packTouches(known).slice(8))).toMatchObject({ ok: false })
  })
})
