import { seeded } from '../../../edge/recommend/random.ts'
import { serveVisits } from './edge.ts'
import type { Outcome } from './outcome.ts'
import { draw, readWorld } from './personas.ts'
import { createTimeline } from './timeline.ts'
import { Visitor } from './visitor.ts'

const DAY = 86_400_000
/** Visitors' requests under way at once. */
const AT_ONCE = 12

export interface RunOptions {
  visitors: number
  weeks?: number
  seed?: number
  /** Rows of picks are drawn by lot instead of chosen: then no group can do better. */
  lots?: boolean
  /** Folder that keeps what happens; absent: memory. */
  state?: string
  /** When the weeks end, epoch ms. */
  until: number
  progress?: (share: number) => void
}

export interface Run {
  outcomes: Outcome[]
  /** Rows in the journal, and the products of the model that the visits left behind. */
  journal: number
  /** How often the edge learned from the journal. */
  learned: number
  seconds: number
}

/** Lets visitors come and go for some weeks, over HTTP, while the edge learns once a week. */
export async function runVisits(options: RunOptions): Promise<Run> {
  const { visitors, seed = 1, lots = false, state, until, progress } = options
  const world = { ...readWorld(), ...(options.weeks !== undefined && { weeks: options.weeks }) }
  const from = Math.floor(until / DAY - world.weeks * 7) * DAY
  const { served, keys } = await serveVisits(state, from)
  const started = performance.now()
  try {
    const timeline = createTimeline(AT_ONCE)
    const random = seeded(seed)
    const told = { world, keys, timeline, random, lots, from }
    const shares = Object.fromEntries(world.personas.map(({ name, share }) => [name, share]))
    const all = Array.from({ length: visitors }, (_, n) => {
      const name = draw(shares, random)
      // Each visitor has a source of chance of their own: whose request was answered first changes nothing.
      const own = { ...told, random: seeded(seed * 1_000_003 + n) }
      return new Visitor(own, world.personas.find((one) => one.name === name)!, n)
    })
    for (const visitor of all) timeline.live(() => visitor.live())
    let learned = 0
    timeline.live(async () => {
      for (let week = 1; week <= world.weeks; week++) {
        await timeline.until(from + week * 7 * DAY)
        await served.tick()
        learned++
        progress?.(week / world.weeks)
      }
    })
    await timeline.run()
    const rows = await served.db.prepare('SELECT count(*) AS n FROM journal').first<{ n: number }>()
    return {
      outcomes: all.map(({ outcome }) => outcome),
      journal: rows?.n ?? 0,
      learned,
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    await served.stop()
  }
}
