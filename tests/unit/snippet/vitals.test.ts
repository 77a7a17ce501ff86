import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from '../../../snippet/watch/referrer.ts'
import { createCls, createInp } from '../../../snippet/watch/vitals.ts'

const shift = (startTime: number, value: number, hadRecentInput = false) =>
  ({ startTime, value, hadRecentInput }) as never
const interaction = (interactionId: number, duration: number, entryType = 'event') =>
  ({ interactionId, duration, entryType }) as never

test('[T13] CLS is the largest session of shifts: no gap of a second, five seconds at most, none after input', () => {
  const cls = createCls()
  for (const each of [shift(0, 0.1), shift(900, 0.1), shift(1000, 0.5, true), shift(2500, 0.15)])
    cls.add(each)
  expect(cls.value()).toBe(0.2)
  // Shift after shift, but no session is longer than five seconds.
  const long = createCls()
  for (let at = 0; at < 10_000; at += 500) long.add(shift(at, 0.01))
  expect(long.value()).toBe(0.1)
  expect(createCls().value()).toBe(0)
})

test('[T13] INP is the 98th percentile of interactions by their longest event', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 40, max: 3000 }), { minLength: 1, maxLength: 400 }),
      (durations) => {
        const inp = createInp(() => durations.length)
        durations.forEach((duration, id) => {
          inp.add(interaction(id + 1, 40))
          inp.add(interaction(id + 1, duration))
        })
        const sorted = durations.toSorted((a, b) => b - a)
        expect(inp.value()).toBe(sorted[Math.floor(durations.length / 50)])
      },
    ),
  )
})

test('[T13] a first input that was quick is told as well; without any there is no INP', () => {
  const inp = createInp(() => 0)
  expect(inp.value()).toBe(undefined)
  inp.add(interaction(0, 8, 'first-input'))
  expect(inp.value()).toBe(8)
})

test('[T14] the words that were searched for elsewhere, masked, where the referrer has them', () => {
  expect(wordsOf('https://www.bing.com/search?q=trail+shoes&form=x', 'shop.example')).toBe('trail shoes')
  expect(wordsOf('https://search.yahoo.com/search?p=hats', 'shop.example')).toBe('hats')
  expect(wordsOf('https://engine.example/?q=ann@mail.example', 'shop.example')).toBe('*')
  for (const none of ['', 'nonsense', 'https://www.google.com/', 'https://shop.example/find?q=own'])
    expect(wordsOf(none, 'shop.example')).toBe(undefined)
})
