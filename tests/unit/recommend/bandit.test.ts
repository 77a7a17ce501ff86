import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Arm, choose, drawBeta, learn, policyOf } from '../../../edge/recommend/bandit.ts'
import { judge, type LoggedExposure } from '../../../edge/recommend/off-policy.ts'
import { policyIn, readExposures } from '../../../edge/recommend/offline/evaluate-policies.ts'
import { seeded } from '../../../edge/recommend/random.ts'

const arm = (id: string, shown: number, rewarded: number, at = 0): Arm => ({ id, shown, rewarded, at })

describe('bandit', () => {
  it('[M21] draws Beta values with the right mean and spread', () => {
    const random = seeded(1)
    for (const [a, b] of [
      [2, 5],
      [0.5, 0.5],
      [30, 970],
    ] as const) {
      const draws = Array.from({ length: 20_000 }, () => drawBeta(a, b, random))
      const mean = draws.reduce((x, y) => x + y) / draws.length
      const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
      expect(mean).toBeCloseTo(a / (a + b), 2)
      expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1))), 2)
    }
  })

  it('[M21] prefers the better arm, keeps the floor, and its probabilities add up to 1', () => {
    const arms = [arm('good', 1000, 80), arm('poor', 1000, 20), arm('worse', 1000, 10)]
    const policy = policyOf(arms, { random: seeded(2), now: 0, floor: 0.05 })
    expect(policy.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
    expect(policy[0]).toBeGreaterThan(0.85)
    expect(Math.min(...policy)).toBeGreaterThanOrEqual(0.05)
    expect(policyOf([], { random: seeded(2), now: 0 })).toEqual([])
  })

  it('[M21] shows an arm as often as the propensities that it logs say', () => {
    const random = seeded(3)
    const arms = [arm('a', 300, 12), arm('b', 300, 9)]
    let shown = 0
    let said = 0
    for (let i = 0; i < 3000; i++) {
      const { arm: id, propensity } = choose(arms, { random, now: 0, draws: 100 })!
      if (id === 'a') shown++
      said += id === 'a' ? propensity : 1 - propensity
    }
    expect(shown / 3000).toBeCloseTo(said / 3000, 1)
  })

  it('[M21] forgets by half in every half-life and learns from a late click', () => {
    const day = 86_400_000
    const later = learn(arm('a', 100, 10), { reward: 1, now: 14 * day, halfLife: 14 * day })
    expect(later).toEqual({ id: 'a', shown: 51, rewarded: 6, at: 14 * day })
    expect(learn(later, { exposures: 0, reward: 1, now: 13 * day })).toMatchObject({ shown: 51, rewarded: 7 })
  })

  it('[M21] finds the best of three arms in a simulated shop', () => {
    const random = seeded(4)
    const rates: Record<string, number> = { a: 0.02, b: 0.05, c: 0.03 }
    let arms = Object.keys(rates).map((id) => arm(id, 0, 0))
    const shown: Record<string, number> = { a: 0, b: 0, c: 0 }
    for (let t = 0; t < 6000; t++) {
      const { arm: id } = choose(arms, { random, now: t, draws: 50 })!
      shown[id]!++
      arms = arms.map((one) =>
        one.id === id ? learn(one, { reward: Number(random() < rates[id]!), now: t }) : one,
      )
    }
    expect(shown.b).toBeGreaterThan(shown.a! + shown.c!)
  })
})

describe('off-policy', () => {
  it('[M22] covers the truth of a simulated policy in nearly all worlds', () => {
    const rates: Record<string, number> = { a: 0.03, b: 0.06, c: 0.12 }
    const target: Record<string, number> = { a: 0.1, b: 0.2, c: 0.7 }
    const truth = Object.keys(rates).reduce((sum, id) => sum + rates[id]! * target[id]!, 0)
    const covered = { ips: 0, snips: 0, doublyRobust: 0 }
    const worlds = 40
    for (let world = 0; world < worlds; world++) {
      const random = seeded(world + 10)
      const log: LoggedExposure[] = Array.from({ length: 1500 }, () => {
        const action = ['a', 'b', 'c'][Math.floor(random() * 3)]!
        return { action, context: '1', propensity: 1 / 3, reward: Number(random() < rates[action]!) }
      })
      const judged = judge(log, (action) => target[action]!, { random, draws: 200 })
      for (const name of ['ips', 'snips', 'doublyRobust'] as const)
        if (judged[name].low <= truth && truth <= judged[name].high) covered[name]++
      expect(judged.effectiveSampleSize).toBeLessThan(judged.exposures)
    }
    for (const hits of Object.values(covered)) expect(hits / worlds).toBeGreaterThan(0.85)
  })

  it('[M22] judges the policy that wrote the log at its own mean, at full sample size', () => {
    const log = Array.from({ length: 100 }, (_, i) => ({
      action: 'a',
      context: '',
      propensity: 1,
      reward: i % 4 ? 0 : 1,
    }))
    const { ips, snips, effectiveSampleSize } = judge(log, () => 1, { random: seeded(1), draws: 50 })
    expect([ips.value, snips.value, effectiveSampleSize]).toEqual([0.25, 0.25, 100])
  })

  const folder = new URL('../../../../shared/data/open-bandit/men/', import.meta.url)
  it.skipIf(!existsSync(folder))(
    '[M22] covers the Thompson policy of the open bandit data from its random log',
    async () => {
      const logs = (await readExposures(folder.pathname))!
      const [random, thompson] = [logs.get('random')!, logs.get('bts')!]
      const judged = judge(random, policyIn(thompson), { random: seeded(5), draws: 500 })
      const truth = thompson.reduce((sum, { reward }) => sum + reward, 0) / thompson.length
      console.log('open bandit, men: truth', truth, JSON.stringify(judged))
      expect(truth).toBeCloseTo(0.0069, 4)
      for (const { low, high } of [judged.ips, judged.snips, judged.doublyRobust]) {
        expect(low).toBeLessThan(truth)
        expect(high).toBeGreaterThan(truth)
      }
    },
  )
})
