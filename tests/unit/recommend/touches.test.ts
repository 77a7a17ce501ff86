import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forget, nothingLearned, openLearned, packLearned } from '../../../edge/recommend/learned.ts'
import { KIND } from '../../../edge/recommend/sessions.ts'
import { foldTouches, visitorNumber } from '../../../edge/recommend/touch-fold.ts'
import { ARRIVAL, noTouches, type Touch } from '../../../edge/recommend/touches.ts'
import { train } from '../../../edge/recommend/train.ts'
import { visitsOf } from '../../../edge/recommend/visits.ts'

const MINUTE = 60_000
const touch = fc.record({
  visitor: fc.constantFrom('u', 'v', 'w'),
  item_id: fc.constantFrom(...'abcd'),
  time: fc.nat(20).map((n) => n * 10 * MINUTE),
  kind: fc.constantFrom(KIND.view, KIND.cart, KIND.purchase, ARRIVAL),
  network: fc.constantFrom(undefined, 0, 4095),
})
const cutUp = (list: Touch[], cuts: number[]): Touch[][] => {
  const at = [0, ...cuts.map((cut) => cut % (list.length + 1)), list.length].sort((a, b) => a - b)
  return at.slice(1).map((end, i) => list.slice(at[i], end))
}
const foldAll = (pages: Touch[][], most = 1000, perVisitor = 1000, perNetwork = 1000) =>
  pages.reduce((known, page) => foldTouches(known, page, { most, perVisitor, perNetwork }), noTouches())
const atMost = fc.integer({ min: 1, max: 40 })

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
      fc.property(cases, fc.tuple(atMost, atMost, atMost), ([list, shuffled, cuts, again], limits) => {
        const once = foldAll([list], ...limits)
        const pieces = foldAll([...cutUp(shuffled, cuts), again], ...limits)
        expect(pieces).toEqual(once)
        expect(train(visitsOf(pieces))).toEqual(train(visitsOf(once)))
      }),
    )
  })

  it('[M23] a page that tells nothing new changes nothing', () => {
    const page = [{ visitor: 'v', item_id: 'a', time: 1, kind: KIND.view }]
    const known = foldTouches(noTouches(), page)
    expect(foldTouches(known, page)).toBe(known)
    expect(foldTouches(known, [])).toBe(known)
  })

  it('[M23] keeps the newest of each visitor and of all', () => {
    const page = [1, 2, 3].flatMap((time) =>
      ['u', 'v'].map((visitor) => ({ visitor, item_id: `${time}`, time, kind: 0 })),
    )
    expect([...foldAll([page], 100, 2).times].sort()).toEqual([2, 2, 3, 3])
    expect([...foldAll([page], 2, 3).times]).toEqual([3, 3])
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

  it('[M23] knows with what facts a visit began', () => {
    const at = (minute: number, item_id: string, kind: number) => ({
      visitor: 'v',
      item_id,
      time: minute * MINUTE,
      kind,
    })
    const page = [
      at(0, 'country:hk referrer:search', ARRIVAL),
      at(1, 'a', 0),
      at(90, 'b', 0),
      at(300, 'device:phone', ARRIVAL),
    ]
    const { offsets, contexts, ids, items } = visitsOf(foldAll([page]))
    expect([...offsets]).toEqual([0, 1, 2])
    expect(Array.from(items, (item) => ids[item])).toEqual(['a', 'b'])
    expect(contexts).toEqual([['country:hk', 'referrer:search'], []])
  })

  it('[M23] resumes from its bytes, and refuses others', () => {
    const touches = foldAll([[{ visitor: 'v', item_id: 'ä', time: 5, kind: 1 }]])
    const learned = {
      ...nothingLearned(),
      orders: Uint32Array.of(7, 3),
      read: { placement: 2, rows: { DB: 7, DB_1: 9 } },
      touches,
    }
    expect(openLearned(packLearned(learned))).toEqual({ ok: true, learned })
    expect(openLearned(train([]))).toEqual({ ok: false, reason: 'sections-missing' })
    expect(openLearned(packLearned(learned).slice(8))).toMatchObject({ ok: false })
  })

  it('[M29] forgets whoever was erased, and what is too old', () => {
    const page = ['u', 'v', 'w'].map((visitor, time) => ({ visitor, item_id: visitor, time, kind: 0 }))
    const learned = { ...nothingLearned(), touches: foldAll([page]) }
    const left = forget(learned, new Set([visitorNumber('v')]), 1).touches
    expect(left).toEqual(foldAll([page.slice(2)]))
    expect(forget(learned, new Set(), 0).touches).toBe(learned.touches)
  })
})
