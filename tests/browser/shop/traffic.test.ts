import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serve } from '../../../edge/local/serve.ts'
import { compare } from '../../bench/visit/report.ts'
import { runVisits } from '../../bench/visit/run.ts'
import { meanDifference } from '../../bench/visit/statistics.ts'
import { journalOf } from '../../support/open-shop.ts'
import { OPENING } from './open.ts'

const DAY = 86_400_000
const WEEKS = 2

describe('npm run visit', () => {
  test(
    '[Y4] leaves weeks of visits in the journal, each at its visitors’ own time, and nothing of who refused',
    async () => {
      const state = await mkdtemp(join(tmpdir(), 'acquaint-visits-'))
      const until = Date.now()
      const { outcomes, journal, learned } = await runVisits({
        visitors: 40,
        weeks: WEEKS,
        seed: 3,
        until,
        state,
      })
      const served = await serve({ state, sites: { demo: {} } })
      const entries = await journalOf(served)
      await served.stop()
      await rm(state, { recursive: true, force: true })
      expect(entries.length).toBe(journal)
      expect(learned).toBe(WEEKS)

      const came = outcomes.filter(({ visits }) => visits > 0)
      const counted = came.filter(({ answer }) => answer === 'all' || answer === 'analytics')
      const devices = counted.reduce((sum, one) => sum + one.devices, 0)
      expect(new Set(entries.map(({ visitor }) => visitor)).size).toBeLessThanOrEqual(devices)
      const events = entries.flatMap((entry) => entry.events)
      expect(events.some(({ skewed }) => skewed)).toBe(false)
      const days = events.map(({ time }) => Math.floor((until - time) / DAY))
      expect(Math.min(...days)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...days)).toBeLessThanOrEqual(WEEKS * 7 + 1)
      expect(new Set(days).size).toBeGreaterThan(6)
      const orders = counted.reduce((sum, one) => sum + one.orders, 0)
      expect(events.filter(({ trusted }) => trusted)).toHaveLength(orders)
      // Whoever saw no page after they agreed was dealt to no group.
      const groups = came.flatMap(({ group }) => group ?? [])
      expect(new Set(groups)).toEqual(new Set(['personalised', 'holdout']))
      expect(came.some(({ answer, group }) => answer !== 'all' && group)).toBe(false)
    },
    OPENING,
  )

  test(
    '[Y5] drawn by lot, the rows do no more for one group than for the other',
    async () => {
      const { outcomes } = await runVisits({
        visitors: 60,
        weeks: WEEKS,
        seed: 5,
        lots: true,
        until: Date.now(),
      })
      const { personalised, holdout } = compare(outcomes)
      expect(personalised.visitors + holdout.visitors).toBeGreaterThan(15)
      const rates = (group: string) =>
        outcomes.filter((one) => one.group === group).map(({ looks, clicks }) => clicks / Math.max(1, looks))
      // Bounds of 99.99 %: chance alone fails one run in ten thousand.
      const { low, high } = meanDifference(rates('personalised'), rates('holdout'), 3.89)
      expect(low).toBeLessThan(0)
      expect(high).toBeGreaterThan(0)
    },
    OPENING,
  )
})
