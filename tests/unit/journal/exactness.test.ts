import { expect, test } from 'vitest'
import { seeded } from '../../../edge/recommend/random.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import { compareAll, visitorsOf } from '../../bench/exactness/compare.ts'
import { exactWorld } from '../../bench/exactness/world.ts'

/** Visits of a made-up shop in which some products are looked at again and again. */
function sessionsOf(count: number): Session[] {
  const random = seeded(7)
  return Array.from({ length: count }, (_, visitor) => {
    const items = Array.from({ length: 6 }, () => `i${Math.floor(60 * random() ** 2)}`)
    return { items, times: items.map((_, at) => at * 20_000), visitor }
  })
}

test('[J23] capsule and pending events decide as D1 does; where they do not, the cause is told', async () => {
  const sessions = sessionsOf(32)
  const edge = await exactWorld(sessionsOf(60), sessions)
  const compared = await compareAll(edge, visitorsOf(sessions, 16))
  expect(compared.requests).toBe(192)
  // A visit's first page comes after the capsule's day: that one is decided from D1 both times.
  expect(compared.whole).toBeGreaterThan(50)
  expect(compared.differences.map(({ slot, cause }) => `${slot}: ${cause}`)).toEqual([])
  expect(compared.differing / compared.requests).toBeLessThan(0.001)
})
