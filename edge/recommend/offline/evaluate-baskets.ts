import { PLAIN_BASKET } from '../basket.ts'
import { basketQuestions, meanQuality, tuneBasket } from '../basket-tuning.ts'
import { KIND, pickSessions, type SessionColumns } from '../sessions.ts'

const DAY = 86_400_000
const TEST_DAYS = 14

/** Whether a log is of customers' orders rather than of visits. */
export function holdsOrders({ events, visitors }: SessionColumns): boolean {
  return visitors !== undefined && events?.every((kind) => kind === KIND.purchase) === true
}

const SHOWN: [string, readonly number[]][] = [
  ['popularity', [0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ['personal decay alone', [1, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['plain blend', PLAIN_BASKET],
]
const HALF_LIVES = [1 / 4, 1 / 8, 1 / 16]

/**
 * Next basket: the first order in the last 14 days of customers with two orders or more before; items of support ≥ 5
 * before. Weights and half-life are chosen on the 14-day windows before the test, which they never see.
 */
export function evaluateBaskets(columns: SessionColumns, print: (line: string) => void): void {
  const end = columns.ends.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const cut = end - TEST_DAYS * DAY
  const all = Uint32Array.from(columns.ends, (_, s) => s)
  const past = pickSessions(
    columns,
    all.filter((s) => columns.ends[s]! < cut),
  )
  const first = past.ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const chosen = HALF_LIVES.map((halfLife) => {
    const weights = tuneBasket(past, halfLife)
    const width = (cut - first) / 25
    const { recall, ndcg } = meanQuality(basketQuestions(past, cut - width, cut, halfLife), weights, 20)
    return { halfLife, weights, quality: recall + ndcg }
  }).sort((a, b) => b.quality - a.quality)[0]!
  const questions = basketQuestions(columns, cut, end + 1, chosen.halfLife)
  print(`next basket: ${questions.length} customers, test from ${new Date(cut).toISOString()}`)
  print(`chosen: half-life ${chosen.halfLife} of the span, weights ${chosen.weights.join(' ')}`)
  print(
    `${'method'.padEnd(26)}${['Recall@5', 'Recall@10', 'Recall@20', 'NDCG@20'].map((name) => name.padStart(12)).join('')}`,
  )
  print('  reference: popularity 9.5 / 11.3, personal decay alone 28.1 / 28.6 (Recall@20 / NDCG@20)')
  for (const [name, weights] of [...SHOWN, ['blend', chosen.weights] as const]) {
    const cells = [5, 10, 20].map((size) => meanQuality(questions, weights, size).recall)
    cells.push(meanQuality(questions, weights, 20).ndcg)
    print(name.padEnd(26) + cells.map((share) => (share * 100).toFixed(2).padStart(12)).join(''))
  }
}
