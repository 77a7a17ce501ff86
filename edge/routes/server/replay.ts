import type { Context, Handler } from 'hono'
import { type FailedEvent, MOST_ATTEMPTS, POISON } from '../../journal/health.ts'
import { of } from '../../profile/profile.ts'
import { sha256 } from '../../publish/publish.ts'
import type { Deps, Env } from '../deps.ts'
import { forServer } from './auth.ts'

/** Rows tried in one request: what it can write in its time. */
const PAGE = 50

type Outcome = 'landed' | 'erased' | 'failed'

/**
 * `POST /v1/server/replay?site=&after=`, scope `import`: tries events again that were set aside.
 * One that folds now lands in the journal, once, under an id of its own; one that does not keeps
 * its row, at most MOST_ATTEMPTS times; one whose visitor was erased is gone. `next` is the last
 * row tried, absent when there are no more.
 */
export const replay = (deps: Deps): Handler<Env> =>
  forServer(deps, 'import', async (c, { id }) => {
    const after = Math.max(0, Math.trunc(Number(c.req.query('after') ?? 0)) || 0)
    const rows = await deps.health(c).failed(id, POISON, after, PAGE, MOST_ATTEMPTS)
    const counts: Record<Outcome, number> = { landed: 0, erased: 0, failed: 0 }
    for (const row of rows) {
      const outcome = await tryAgain(deps, c, id, row)
      counts[outcome]++
      await deps.health(c).settle(row.id, outcome !== 'failed')
    }
    const last = rows.at(-1)
    return c.json({ ...counts, ...(rows.length === PAGE && last && { next: last.id }) })
  })

async function tryAgain(
  deps: Deps,
  c: Context<Env>,
  site: string,
  { visitor, entry }: FailedEvent,
): Promise<Outcome> {
  try {
    for (const event of entry.events) (deps.probe ?? of)(event)
  } catch {
    return 'failed'
  }
  // Named by what it holds: a replay that was cut off before its row was settled lands no second time.
  const digest = (await sha256(new TextEncoder().encode(JSON.stringify([entry.batch, entry.events])))).slice(
    0,
    32,
  )
  const { outcome } = await deps
    .journal(c)
    .append(site, visitor, { ...entry, batch: `replay:${digest}` }, digest)
  return outcome === 'erased' ? 'erased' : 'landed'
}
