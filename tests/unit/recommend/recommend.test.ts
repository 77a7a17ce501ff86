import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Model, openModel } from '../../../edge/recommend/model.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { train } from '../../../edge/recommend/train.ts'
import type { ListKind } from '../../../rules/bundle.ts'
import { listed, open, shop } from './support.ts'

type FcOf<A> = A extends fc.Arbitrary<infer T> ? T : never

const model = open(shop)
const kinds = fc.constantFrom<ListKind>('session', 'similar', 'bestsellers')
const ids = fc.constantFrom(...'abcdxy', 'unknown')

describe('recommend', () => {
  it('[M6] puts what followed first and names the item that explains it', () => {
    const [first] = recommend(model, { kind: 'session', session: ['x', 'a'], now: 0 }, { size: 3 })
    expect(first).toMatchObject({ item_id: 'b', because: 'a' })
  })

  it('[M6] lists for the page in front of the visitor, never that page itself, under `similar`', () => {
    expect(listed(model, { kind: 'similar', current: 'c' }, { size: 6 })[0]).toBe('d')
    expect(listed(model, { kind: 'similar', current: 'c' }, { size: 6 })).not.toContain('c')
  })

  it('[M5] leaves out what was seen when only discoveries are wanted', () => {
    const list = listed(model, { session: ['a', 'b'], current: 'b' }, { size: 6, discovery: true })
    expect(list).toHaveLength(4)
    expect(list).not.toContain('a')
    expect(list).not.toContain('b')
  })

  it('[M4][M5] refills from popularity and the fallback, with eligible items only and none twice', () => {
    fc.assert(
      fc.property(
        kinds,
        fc.array(ids),
        ids,
        fc.subarray([...'abcdxypq']),
        fc.nat(10),
        (kind, session, current, allowed, size) => {
          const fallback = [...'paqp']
          const question = { kind, session, current, now: 0 }
          const list = recommend(model, question, { size, fallback, eligible: (id) => allowed.includes(id) })
          const got = list.map(({ item_id }) => item_id)
          const possible = allowed.filter((id) => kind !== 'similar' || id !== current)
          expect(new Set(got).size).toBe(got.length)
          expect(got.every((id) => possible.includes(id))).toBe(true)
          expect(got.length).toBe(Math.min(size, possible.length))
        },
      ),
    )
  })

  it('[M9] answers a question the same before and after others', () => {
    const before = listed(model, { session: ['a'] }, { size: 6 })
    for (const session of [['b', 'c'], ['y'], []]) listed(model, { session })
    expect(listed(model, { session: ['a'] }, { size: 6 })).toEqual(before)
    const eligible = (id: string) => {
      if (id === before[1]) throw new Error('half-way')
      return true
    }
    expect(() => listed(model, { session: ['a'] }, { size: 6, eligible })).toThrow('half-way')
    expect(listed(model, { session: ['a'] }, { size: 6 })).toEqual(before)
  })

  it('[M9] answers the same whether another list has just asked the same or not', () => {
    const asked = fc.record({
      session: fc.array(ids, { maxLength: 3 }),
      kind: kinds,
      size: fc.nat(8),
      discovery: fc.boolean(),
      history: fc.constantFrom([], [{ item_id: 'x', time: 0, kind: 0 as const }]),
      allowed: fc.subarray([...'abcdxy']),
    })
    const bytes = train(shop)
    const fresh = () => (openModel(bytes) as { model: Model }).model
    const answer = (to: typeof model, { allowed, size, discovery, ...question }: FcOf<typeof asked>) =>
      recommend(to, { ...question, now: 0 }, { size, discovery, eligible: (id) => allowed.includes(id) })
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 5 }), fc.boolean(), (questions, same) => {
        const all = same ? questions.map((each) => ({ ...each, session: questions[0]!.session })) : questions
        const alone = all.map((question) => answer(fresh(), question))
        expect(all.map((question) => answer(model, question))).toEqual(alone)
      }),
      { numRuns: 50 },
    )
  })

  it('[M8] prefers what is popular now to what was', () => {
    const day = 86_400_000
    const old = Array.from({ length: 6 }, (_, i) => ({ items: ['old'], times: [i] }))
    const recent = Array.from({ length: 4 }, (_, i) => ({ items: ['new'], times: [90 * day + i] }))
    expect(listed(open([...old, ...recent]), { kind: 'bestsellers' })).toEqual(['new', 'old'])
  })

  it('[M7] needs a second visitor before a pair becomes a rule', () => {
    const spam = Array.from({ length: 50 }, (_, i) => ({ items: ['a', 'spam'], times: [i, i], visitor: 99 }))
    const sourceWith = (sessions: typeof spam) =>
      recommend(open([...shop, ...sessions]), { kind: 'session', session: ['a'], now: 0 }, { size: 9 }).find(
        ({ item_id }) => item_id === 'spam',
      )?.source
    expect(sourceWith(spam)).toBe('popular')
    expect(sourceWith([...spam, { items: ['a', 'spam'], times: [1, 2], visitor: 98 }])).not.toBe('popular')
  })
})
