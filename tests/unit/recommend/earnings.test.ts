import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeArms, draw, encodeArms } from '../../../edge/recommend/arms.ts'
import {
  type Deed,
  foldEarnings,
  forgetEarnings,
  noEarnings,
  openEarnings,
  packEarnings,
} from '../../../edge/recommend/earnings.ts'
import { createHearing } from '../../../edge/recommend/hearing.ts'
import { readDrawn, sealDrawn } from '../../../edge/recommend/list-id.ts'
import { judge, type LoggedExposure } from '../../../edge/recommend/off-policy.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import { visitorNumber } from '../../../edge/recommend/touch-fold.ts'

const HOUR = 3_600_000
const deed = (
  visitor: string,
  did: Deed['did'],
  time: number,
  arm = 'a',
  list = `${visitor}-${arm}`,
): Deed => (did === 'order' ? { visitor, time, did } : { visitor, time, did, slot: 's', arm, list })
const counts = (deeds: Deed[][]) =>
  Object.fromEntries(
    deeds
      .reduce((known, page) => foldEarnings(known, page), noEarnings())
      .arms.map(({ arm, shown, clicks, orders }) => [arm, [shown, clicks, orders].map(Math.round)]),
  )

describe('what blocks earn', () => {
  it('[M30] an exposure counts once and a click once, whatever is told twice or first', () => {
    const view = deed('v', 'view', 1)
    const click = deed('v', 'click', 2)
    expect(counts([[view, view, click, click]])).toEqual({ a: [1, 1, 0] })
    expect(counts([[click], [view]])).toEqual({ a: [1, 1, 0] })
    expect(counts([[view], [view], [click], [click]])).toEqual({ a: [1, 1, 0] })
  })

  it('[M30] an order is credited to what its buyer clicked in the week before it, and to nothing else', () => {
    const shown = [deed('v', 'view', 1), deed('v', 'view', 1, 'b'), deed('w', 'click', 1, 'c')]
    const order = (time: number) => deed('v', 'order', time)
    expect(counts([shown, [deed('v', 'click', 2)], [order(HOUR), order(2 * HOUR)]])).toEqual({
      a: [1, 1, 1],
      b: [1, 0, 0],
      c: [1, 1, 0],
    })
    expect(counts([shown, [deed('v', 'click', 2)], [order(8 * 24 * HOUR)]]).a!.at(-1)).toBe(0)
  })

  it('[M30] a voice is heard for an arm once, or half as often again as the others; one that never ends not at all', () => {
    const busy = (times: number, visitor = () => 'v') =>
      Array.from({ length: times }, (_, n) => ({
        ...deed(visitor(), 'click', n, 'a', `list${n}`),
        network: 9,
      }))
    let made = 0
    const others = Array.from({ length: 60 }, (_, n) => ({
      ...deed(`w${n}`, 'click', n, 'a'),
      network: n % 20,
    }))
    expect(counts([busy(50)])).toEqual({ a: [1, 1, 0] })
    expect(counts([busy(50, () => `made up ${made++}`)])).toEqual({ a: [1, 1, 0] })
    expect(counts([others])).toEqual({ a: [60, 60, 0] })
    expect(counts([others, busy(50)])).toEqual({ a: [62, 62, 0] })
    expect(counts([others.slice(0, 9), busy(200), others.slice(9)])).toEqual(
      counts([others.filter(({ network }) => network !== 9)]),
    )
  })

  it('[M30] where few networks see much, or many come for weeks, nobody is silenced for it', () => {
    const random = seeded(5)
    const views = Array.from({ length: 6000 }, (_, n) => ({
      ...deed(`v${n}`, 'view', n * 60_000),
      network: Math.floor(random() * 10),
    }))
    const { open, refused } = foldEarnings(
      foldEarnings(noEarnings(), views.slice(0, 3000)),
      views.slice(3000),
    )
    expect(open.length).toBeGreaterThan(5500)
    expect(refused.filter(({ count }) => count > 100)).toEqual([])

    const refusals = (count: number, apart: number) => {
      const hearing = createHearing([], [], 24 * HOUR)
      for (let n = 0; n < count; n++) hearing.refuse(1, n * apart)
      return hearing.isLoud(1)
    }
    expect([refusals(1000, HOUR), refusals(100, 1), refusals(120, 60_000)]).toEqual([false, false, true])
  })

  it('[M30] clicks of one voice alone are no reward', () => {
    const published = (deeds: Deed[]) => JSON.parse(encodeArms(foldEarnings(noEarnings(), deeds).arms))
    const click = { ...deed('v', 'click', 1), network: 9 }
    expect(published([click])).toEqual([{ slot: 's', arm: 'a', shown: 1, clicks: 0, orders: 0, at: 1 }])
    expect(published([click, { ...deed('w', 'click', 1), network: 9 }])[0].clicks).toBe(0)
    expect(published([click, { ...deed('w', 'click', 1), network: 8 }])[0].clicks).toBe(2)
  })

  it('[M30] made-up names reach nothing but themselves', () => {
    const deeds = ['__proto__', 'constructor', 'toString'].map((slot) => ({
      ...deed('v', 'view', 1, 'a', slot),
      slot,
    }))
    const { arms } = foldEarnings(noEarnings(), deeds)
    expect(arms.map(({ slot }) => slot)).toEqual(['__proto__', 'constructor', 'toString'])
    expect('a' in {}).toBe(false)
    const opened = decodeArms(encodeArms(arms), 'h')!
    expect(draw(opened, '__proto__', ['a', 'b'], { reward: 'click', at: 0, now: 1 }).arm).toBe('a')
  })

  it('[M29] an erased visitor is dropped from the exposures', () => {
    const known = foldEarnings(noEarnings(), [deed('v', 'view', 1), deed('w', 'view', 1)])
    expect(forgetEarnings(known, new Set([visitorNumber('v')])).open).toHaveLength(1)
    const bytes = packEarnings(known)
    expect(openEarnings(new Map(Object.entries(bytes)))).toEqual(known)
  })
})

describe('a drawn list', () => {
  it('[M31] says in its id how it was drawn', () => {
    const drawn = fc.record({
      arm: fc.string({ minLength: 1, maxLength: 60 }).filter((arm) => !/[\n\r\u2028\u2029]/.test(arm)),
      propensity: fc.integer({ min: 1, max: 10_000 }).map((n) => n / 10_000),
    })
    fc.assert(
      fc.property(fc.uuid(), drawn, (id, each) => {
        expect(readDrawn(sealDrawn(id, each))).toEqual(each)
      }),
    )
    for (const other of [undefined, '', 'x', 'a.0.b', 'a.10001.b', 'a.b', crypto.randomUUID()])
      expect(readDrawn(other)).toBeUndefined()
  })

  it('[M31] is drawn as often as it says, one visitor the same for one place in the probabilities', () => {
    const arms = decodeArms(
      encodeArms([
        { slot: 's', arm: 'a', shown: 900, clicks: 30, orders: 0, at: 0 },
        { slot: 's', arm: 'b', shown: 900, clicks: 45, orders: 9, at: 0 },
      ]),
      'h',
    )!
    const ask = (at: number, reward: 'click' | 'purchase' = 'click') =>
      draw(arms, 's', ['a', 'b', 'c'], { reward, at, now: 0 })
    const draws = Array.from({ length: 1000 }, (_, i) => ask(i / 1000))
    for (const arm of ['a', 'b', 'c']) {
      const mine = draws.filter((each) => each.arm === arm)
      expect(mine.length / 1000).toBeCloseTo(mine[0]!.propensity, 2)
      expect(mine[0]!.propensity).toBeGreaterThanOrEqual(0.05)
    }
    expect(ask(0.3)).toEqual(ask(0.3))
    expect(draw(undefined, 's', ['a', 'b'], { reward: 'click', at: 0.7, now: 0 })).toEqual({
      arm: 'b',
      index: 1,
      propensity: 0.5,
    })
  })

  it('[M31] a shop of known truth: what is drawn, logged and folded finds the best arm, and the log judges other policies right', () => {
    const random = seeded(11)
    const rates: Record<string, number> = { a: 0.03, b: 0.09, c: 0.05 }
    const names = Object.keys(rates)
    let known = noEarnings()
    const shown: Record<string, number> = { a: 0, b: 0, c: 0 }
    const log: LoggedExposure[] = []
    for (let run = 0; run < 40; run++) {
      const arms = decodeArms(encodeArms(known.arms), `${run}`)!
      const deeds: Deed[] = []
      for (let n = 0; n < 200; n++) {
        const time = run * HOUR + n
        const drawn = draw(arms, 's', names, { reward: 'click', at: random(), now: time })
        const list = sealDrawn(`${run}-${n}`, drawn)
        const { arm, propensity } = readDrawn(list)!
        const clicked = random() < rates[arm]!
        deeds.push({ visitor: `${run}-${n}`, time, did: 'view', slot: 's', arm, list })
        if (clicked) deeds.push({ visitor: `${run}-${n}`, time, did: 'click', slot: 's', arm, list })
        shown[arm]!++
        log.push({ action: arm, context: 's', propensity, reward: Number(clicked) })
      }
      known = foldEarnings(known, deeds)
    }
    expect(shown.b).toBeGreaterThan(2 * (shown.a! + shown.c!))
    expect(Math.min(shown.a!, shown.c!)).toBeGreaterThan(200)
    for (const arm of names) {
      const { snips } = judge(log, (action) => Number(action === arm), { random, draws: 300, actions: names })
      expect(snips.low).toBeLessThan(rates[arm]!)
      expect(snips.high).toBeGreaterThan(rates[arm]!)
    }
  })
})
