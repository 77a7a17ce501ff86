import type { Site } from './intake/site.ts'
import type { Health } from './journal/health.ts'
import type { Cursor, Journal, JournalRow, Page } from './journal/journal.ts'
import type { People } from './journal/people.ts'
import { keepLearned, readLearned } from './learn/keep.ts'
import { lessonsOf } from './learn/lessons.ts'
import { teachModel } from './learn/model.ts'
import { DAY } from './profile/time.ts'
import { readPointer } from './publish/pointer.ts'
import { replace } from './publish/publish.ts'
import type { TidyStore } from './publish/store.ts'
import { encodeArms } from './recommend/arms.ts'
import { foldEarnings, noEarnings } from './recommend/earnings.ts'
import { forget, type Learned } from './recommend/learned.ts'
import { foldTouches, visitorNumber } from './recommend/touch-fold.ts'

/** Rows read at a time, and in one run: what a Worker's memory holds and its CPU time allows. */
const PAGE = 2000
const MOST_ROWS = 40_000

export interface Learning {
  journal: Journal
  store: TidyStore
  /** Epoch ms. */
  now: number
  health?: Pick<Health, 'noteFold'>
  /** Most journal rows of one run. */
  most?: number
}

/** What one run did: journal rows it read, whether more wait for the next run, and whether a new model is live. */
export interface Learnt {
  rows: number
  behind: boolean
  model: boolean
}

/**
 * Folds what the journal holds since the last run into what was learned, and publishes the arms and the model that
 * follow. Whatever breaks off, the next run goes on from what was last written down whole.
 */
export async function learnFrom(
  { id: site, retention }: Pick<Site, 'id' | 'retention'>,
  { journal, store, now, health, most = MOST_ROWS }: Learning,
): Promise<Learnt> {
  const { learned, at } = await readLearned(store, site)
  const { rows, erased, cursor, more, restarted } = await readOn(journal, site, learned.read, most)
  let known = learned
  if (rows.length > 0 || erased.length > 0) {
    const { touches, deeds } = await lessonsOf(site, rows)
    const folded: Learned = {
      read: cursor,
      // A union takes what it knows already; counts must begin anew where the reading does.
      touches: foldTouches(learned.touches, touches),
      earnings: foldEarnings(restarted ? noEarnings() : learned.earnings, deeds),
    }
    known = forget(folded, new Set(erased.map(visitorNumber)), now - retention.journal_days * DAY)
    await keepLearned(store, site, known, now)
    await health?.noteFold(site, 'model', cursor)
    if (known.earnings !== learned.earnings)
      await replace(store, site, 'arms', encodeArms(known.earnings.arms), { at: now })
  }
  // Also after a run that broke off between what it wrote down and the model.
  const trained = (await readPointer(store, site, 'model'))?.at ?? Number.NEGATIVE_INFINITY
  const due = known.touches !== learned.touches || at > trained
  const model = due && (await teachModel(store, site, known.touches, { now, partial: more }))
  return { rows: rows.length, behind: more, model }
}

/** The journal on from a cursor, page by page, at most so many rows. */
async function readOn(
  journal: Journal,
  site: string,
  from: Cursor,
  most: number,
): Promise<Required<Omit<Page, 'restarted'>> & { restarted: boolean }> {
  let rows: JournalRow[] = []
  const erased: string[] = []
  let cursor = from
  let restarted = false
  for (;;) {
    const page = await journal.rowsFrom(site, cursor, Math.min(PAGE, most - rows.length))
    if (page.restarted) {
      rows = []
      restarted = true
    }
    rows.push(...page.rows)
    erased.push(...(page.erased ?? []))
    cursor = page.cursor
    if (!page.more || rows.length >= most) return { rows, erased, cursor, more: page.more, restarted }
  }
}

/** Drops what the site's retention no longer covers; returns how many visitors that was. */
export const forgetOld = (people: People, { id, retention }: Site, now: number): Promise<number> =>
  people.expire(id, {
    journal: now - retention.journal_days * DAY,
    profile: now - retention.profile_days * DAY,
    now,
  })
