import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../edge/recommend/model.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { pickSessions, type Session, toColumns } from '../../../edge/recommend/sessions.ts'
import { train } from '../../../edge/recommend/train.ts'
import { open, shop } from './support.ts'

describe('model bytes', () => {
  it('[M1] opens and counts its sessions and items', () => {
    const model = open(shop)
    expect(model.meta).toMatchObject({ sessions: shop.length, items: 6 })
    expect(Array.from({ length: 6 }, (_, i) => model.ids.name(i)).sort()).toEqual([...'abcdxy'])
    expect(model.ids.find('nowhere')).toBe(-1)
  })

  it('[M1] keeps ids of any script', () => {
    const ids = ['鞋-1', 'größe', '👟', 'a/b?c=d', '']
    const model = open([{ items: ids, times: [1, 2, 3, 4, 5] }])
    for (const id of ids) expect(model.ids.name(model.ids.find(id))).toBe(id)
  })

  it('[M2] refuses every truncation and every flipped byte', () => {
    const bytes = train(shop)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        expect(openModel(bytes.slice(0, at)).ok).toBe(false)
        const corrupt = bytes.slice()
        corrupt[at]! ^= flip
        // The last header word is reserved and read by nobody.
        if (at < 20 || at >= 24) expect(openModel(corrupt).ok).toBe(false)
      }),
    )
    expect(openModel(new TextEncoder().encode('{"this":"is not a model at all"}'))).toEqual({
      ok: false,
      reason: 'not-a-model',
    })
    expect(openModel(new Uint8Array())).toEqual({ ok: false, reason: 'too-short' })
    expect(openModel(bytes.slice(0, 100))).toEqual({ ok: false, reason: 'truncated' })
  })

  it('[M2] opens from bytes that do not start on a word boundary', () => {
    const bytes = train(shop)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(openModel(shifted.subarray(3)).ok).toBe(true)
  })

  it('[M3] gives the same bytes for the same sessions in any order', () => {
    const session = fc.record({
      items: fc.array(fc.constantFrom(...'abcdef'), { maxLength: 6 }),
      time: fc.nat(20),
      visitor: fc.nat(5),
    })
    const shuffled = fc
      .array(session, { maxLength: 20 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    const asSessions = (list: { items: string[]; time: number; visitor: number }[]): Session[] =>
      list.map(({ items, time, visitor }) => ({ items, visitor, times: items.map(() => time) }))
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(train(asSessions(other))).toEqual(train(asSessions(one)))
      }),
    )
  })

  it('[M1] opens a model of nothing, which answers from the fallback alone', () => {
    const model = open([])
    const list = recommend(model, { kind: 'session', session: ['a'], now: 0 }, { size: 2, fallback: 'pq' })
    expect(list.map(({ item_id }) => item_id)).toEqual(['p', 'q'])
  })

  it('[M3] trains on columns as on sessions', () => {
    const columns = toColumns(shop)
    expect(train(columns)).toEqual(train(shop))
    expect(train(pickSessions(columns, [0, 1, 2]))).toEqual(train(shop.slice(0, 3)))
  })
})
