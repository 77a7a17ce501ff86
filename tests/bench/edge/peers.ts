import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openModel } from '../../../edge/recommend/model.ts'
import { readDataset } from '../../../edge/recommend/offline/dataset.ts'
import { METHODS } from '../../../edge/recommend/offline/methods.ts'
import { type Outcome, percentile, quality } from '../../../edge/recommend/offline/metrics.ts'
import { type Session, toColumns } from '../../../edge/recommend/sessions.ts'
import { train } from '../../../edge/recommend/train.ts'
import { syntheticShop } from '../recommend/synthetic.ts'
import { compareEngines } from '../rules/compare.ts'
import { visitors } from '../rules/scene.ts'
import { itemToItem } from './item-item.ts'
import type { Row } from './table.ts'

const RECORDED = fileURLToPath(new URL('../../../../shared/data/rsc15', import.meta.url))
const DEPTH = 20
/** Sessions asked about. */
const ASKED = 3000

/** The same rules decided by ours and by three engines that a shop would otherwise take, in this process. */
export async function rulePeers(): Promise<Row[]> {
  const { people } = visitors(200)
  const rows: Row[] = []
  for (const behaviour of [false, true])
    for (const size of [10, 500]) {
      const { engines } = await compareEngines(people, { size, behaviour, budget: 1000 })
      const [own] = engines
      const what = `${size} rules on ${behaviour ? 'behaviour' : 'attributes'}`
      for (const each of engines)
        rows.push({
          name: `${what}, ${each.name}`,
          perSecond: each.perSecond,
          p50: each.p50 / 1000,
          p99: each.p99 / 1000,
          ...(each === own && {
            ratios: engines
              .slice(1)
              .map(({ name, p50 }) => ({ is: p50 / own!.p50, of: `as fast as ${name}`, aim: 1 })),
          }),
        })
    }
  return rows
}

/** The recommender beside a plain item-item list, on the same sessions: quality in words, time in figures. */
export async function recommenderPeers(path: string | undefined): Promise<{ title: string; rows: Row[] }> {
  const { name, training, test } = await sessionsFrom(path ?? (existsSync(RECORDED) ? RECORDED : undefined))
  const opened = openModel(train(toColumns(training)))
  if (!opened.ok) throw new Error(opened.reason)
  const [own, plain] = [METHODS.blend!(opened.model), itemToItem(training)].map((list) => {
    const all: Outcome[] = []
    const discovery: Outcome[] = []
    const times: number[] = []
    for (const [session, { items }] of test.entries())
      for (let n = 1; n < items.length; n++) {
        const past = items.slice(0, n)
        const started = performance.now()
        const listed = list(past, DEPTH, false)
        times.push(performance.now() - started)
        const next = items[n]!
        all.push({ rank: listed.indexOf(next) + 1, session })
        if (!past.includes(next)) discovery.push({ rank: list(past, DEPTH, true).indexOf(next) + 1, session })
      }
    const sorted = Float64Array.from(times).sort()
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    return {
      all: quality(all, DEPTH),
      discovery: quality(discovery, DEPTH),
      times: { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), perSecond: 1000 / mean },
    }
  })
  const percent = (share: number) => (share * 100).toFixed(2)
  const scores = ({ all, discovery }: Pick<NonNullable<typeof own>, 'all' | 'discovery'>) =>
    `HR@20 / MRR@20 ${percent(all.hitRate)} / ${percent(all.mrr)}, discovery ${percent(discovery.hitRate)} / ${percent(discovery.mrr)}`
  return {
    title: `${name}: ${training.length} sessions, ${opened.model.meta.items} items; ${test.length} sessions asked about, lists of ${DEPTH}; untuned, as the schedule trains at first (npm run evaluate tunes)`,
    rows: [
      {
        name: `recommender: ${scores(own!)}`,
        ratios: [
          { is: own!.all.hitRate / plain!.all.hitRate, of: 'hits of item-item', aim: 1 },
          { is: own!.discovery.hitRate / plain!.discovery.hitRate, of: 'its discoveries', aim: 1 },
        ],
        ...own!.times,
      },
      { name: `item-item by cosine: ${scores(plain!)}`, ...plain!.times },
    ],
  }
}

async function sessionsFrom(
  path: string | undefined,
): Promise<{ name: string; training: Session[]; test: Session[] }> {
  if (path !== undefined) {
    const data = await readDataset(path)
    return { name: data.name, training: data.train, test: data.test.slice(0, ASKED) }
  }
  const { ids, offsets, items, ends } = syntheticShop(100_000, 20_000)
  const all = Array.from(ends, (end, n): Session => {
    const own = Array.from(items.subarray(offsets[n]!, offsets[n + 1]!), (item) => ids[item]!)
    return { items: own, times: own.map((_, step) => end - (own.length - step) * 60_000) }
  })
  return { name: 'made-up sessions', training: all.slice(0, -ASKED), test: all.slice(-ASKED) }
}
