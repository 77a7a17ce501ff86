import { expect, test } from 'vitest'
import { seeded } from '../../../edge/recommend/random.ts'
import { killAgainAndAgain } from './run.ts'

const KILLS = Number(process.env.KILLS ?? 50)
const seed = Math.floor(Math.random() * 1e6)

test(`[F6] every acknowledged batch is there exactly once after ${KILLS} × kill -9 under load`, async () => {
  const { acked, lost, doubled } = await killAgainAndAgain(KILLS, seeded(seed))
  expect([`seed ${seed}`, lost, doubled]).toEqual([`seed ${seed}`, [], []])
  expect(acked).toBeGreaterThan(KILLS)
}, 300_000)
