import type { Site } from './intake/site.ts'
import type { Health } from './journal/health.ts'
import type { Journal, JournalRow } from './journal/journal.ts'
import type { People } from './journal/people.ts'
import { sessionsOf } from './journal/sessions.ts'
import { DAY } from './profile/time.ts'
import { readArtefact, readPointer } from './publish/pointer.ts'
import { publish } from './publish/publish.ts'
import type { ArtefactStore } from './publish/store.ts'
import { openModel, tuningOf } from './recommend/model.ts'
import { train } from './recommend/train.ts'
import type { Tuning } from './recommend/tuning.ts'

/** Rows read at a time, and held at the most: what a Worker's memory and CPU time can hold. */
const PAGE = 2000
const MOST = 200_000
/** A model of fewer visits than this would be worse than the one it replaces. */
const MIN_SESSIONS = 200

/**
 * How many distinct visitors must speak for what goes together: nobody proves who they are before they look
 * around, so a handful of made-up visitors must not be enough wherever there are enough real ones.
 */
export const leastVisitors = (visitors: number): number =>
  Math.max(2, Math.min(6, Math.floor(visitors / 200)))

/** Trains a site's model on its journal and publishes it; leaves the live one where there is too little to learn from. */
export async function trainSite(
  journal: Journal,
  store: ArtefactStore,
  site: string,
  now: number,
  health?: Pick<Health, 'noteFold'>,
): Promise<boolean> {
  const rows: JournalRow[] = []
  for (let seq = 0; ; ) {
    const page = await journal.rowsAfter(site, seq, PAGE)
    rows.push(...page)
    // What is newest teaches most.
    if (rows.length > MOST) rows.splice(0, rows.length - MOST)
    if (page.length < PAGE) break
    seq = (page.at(-1) as JournalRow).seq
  }
  await health?.noteFold(site, 'model', rows.at(-1)?.seq ?? 0)
  const sessions = sessionsOf(rows)
  if (sessions.length < MIN_SESSIONS) return false
  const visitors = new Set(sessions.map(({ visitor }) => visitor)).size
  const tuning = await liveTuning(store, site)
  const model = train(sessions, {
    rules: { minVisitors: leastVisitors(visitors) },
    ...(tuning && { tuning }),
  })
  await publish(store, site, 'model', model, { at: now, message: `trained on ${sessions.length} visits` })
  return true
}

/** What the live model was tuned to; tuning takes longer than a Worker may, so it is carried on. */
async function liveTuning(store: ArtefactStore, site: string): Promise<Tuning | undefined> {
  const pointer = await readPointer(store, site, 'model')
  const bytes = pointer && (await readArtefact(store, 'model', pointer))
  const opened = bytes && openModel(bytes)
  return opened?.ok ? tuningOf(opened.model) : undefined
}

/** Drops what the site's retention no longer covers; returns how many visitors that was. */
export const forgetOld = (people: People, { id, retention }: Site, now: number): Promise<number> =>
  people.expire(id, {
    journal: now - retention.journal_days * DAY,
    profile: now - retention.profile_days * DAY,
    now,
  })
