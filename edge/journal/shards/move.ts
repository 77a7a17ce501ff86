import { begin } from './begin.ts'
import { targetsOf } from './carry.ts'
import { clean, tidy } from './clean.ts'
import { copy } from './copy.ts'
import { cutOver, FEW, takeUp } from './cut-over.ts'
import { drain } from './drain.ts'
import { type Database, type Holding, type Move, planMoves, readHoldings } from './placement.ts'
import { MoveRefused, type Progress } from './progress.ts'

/** How long a step may take; another command waits for so long before it goes on in place of one that died, ms. */
const LEASE = 30_000

const LEASED = `INSERT INTO cursors (name, seq) VALUES ('move', ?1)
  ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE seq < ?2 OR seq % 1000 = ?1 % 1000`
const RELEASE = "DELETE FROM cursors WHERE name = 'move'"

/**
 * One step of dealing all buckets to the first `count` databases; called until it is done. Each step may
 * fail or be repeated: what it leaves is where the next one goes on. While rows are copied all goes on
 * in the old database; what changes there is logged and follows; in the end writes wait for the
 * last few changes, and the new database takes over. `by` tells commands apart (0 to 999), `now` is epoch ms.
 */
export async function stepTo(
  databases: readonly Database[],
  count: number,
  { by, now }: { by: number; now: number },
): Promise<Progress> {
  const [first] = databases
  if (!first || count < 1 || count > databases.length)
    throw new Error(`There are ${databases.length} databases, and ${count} can not be dealt to.`)
  const lease = Math.floor((now + LEASE) / 1000) * 1000 * 1000 + by
  const got = await first.db
    .prepare(LEASED)
    .bind(lease, now * 1000)
    .run()
  if (got.meta.changes === 0) throw new MoveRefused('Another command is moving buckets; wait half a minute.')

  const holdings = await readHoldings(databases)
  const moving = holdings.findIndex(({ move }) => move !== undefined)
  if (moving >= 0) return stepOn(databases, holdings, moving)
  const plan = planMoves(
    holdings.map(({ mine }) => mine),
    count,
  )
  const from = plan[0]?.[0]
  if (from === undefined) {
    await first.db.prepare(RELEASE).run()
    return { done: true, step: 'none', rows: 0 }
  }
  return begin(
    databases,
    holdings[from] as Holding,
    from,
    plan.filter(([source]) => source === from).map(([, to, buckets]) => [to, buckets]),
  )
}

async function stepOn(
  databases: readonly Database[],
  holdings: readonly Holding[],
  from: number,
): Promise<Progress> {
  const source = databases[from] as Database
  const { mine, move } = holdings[from] as Holding & { move: Move }
  const targets = targetsOf(databases, holdings, move)
  switch (move.phase) {
    case 'copy':
      return copy(source, move, targets)
    case 'drain': {
      const { rows, left } = await drain(source, targets)
      if (left > FEW) return { done: false, step: 'drain', from: source.name, rows }
      return cutOver(databases, holdings, from, targets, rows)
    }
    case 'given':
      return takeUp(databases, holdings, source, move)
    case 'clean':
      return clean(source, mine, move)
    case 'tidy':
      return tidy(databases, holdings, source, move)
  }
}

/** Finishes a cut-over that broke off in its middle, when buckets are nobody's; `true` if there was one. */
export async function settleMoves(databases: readonly Database[]): Promise<boolean> {
  const holdings = await readHoldings(databases)
  const from = holdings.findIndex(({ move }) => move?.phase === 'given')
  if (from < 0) return false
  await takeUp(
    databases,
    holdings,
    databases[from] as Database,
    (holdings[from] as Holding & { move: Move }).move,
  )
  return true
}
