import type { Site } from './intake/site.ts'
import type { Health } from './journal/health.ts'
import type { Cursor, Journal, Page } from './journal/journal.ts'
import type { People } from './journal/people.ts'
import { keepLearned, readLearned } from './learn/keep.ts'
import { type Lessons, lessonsOf } from './learn/lessons.ts'
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
const MOST_ROWS = 20_000

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
  const orders = new Set(learned.orders)
  const read = await readOn(journal, site, learned.read, orders, most)
  const { rows, touches, deeds, erased, cursor, more, restarted } = read
  let known = learned
  if (rows > 0 || erased.length > 0 || isFar(learned.read, cursor)) {
    const folded: Learned = {
      read: cursor,
      // A union takes what it knows already; counts must begin anew where the reading does.
      touches: foldTouches(learned.touches, touches),
      earnings: foldEarnings(restarted ? noEarnings() : learned.earnings, deeds),
      orders: Uint32Array.from(orders),
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
  return { rows, behind: more, model }
}

/** Row numbers that a site of which nothing is heard may lie behind: other sites' rows, which it looks through each time. */
const FAR = 2 ** 20
const isFar = (from: Cursor, to: Cursor): boolean =>
  Object.entries(to.rows ?? {}).some(([database, row]) => row - (from.rows?.[database] ?? 0) > FAR)

interface Read extends Lessons, Required<Omit<Page, 'rows' | 'restarted'>> {
  rows: number
  restarted: boolean
}

/** What the journal teaches on from a cursor, at most so many rows; a page is let go before the next is read. */
async function readOn(
  journal: Journal,
  site: string,
  from: Cursor,
  orders: Set<number>,
  most: number,
): Promise<Read> {
  const read: Read = {
    rows: 0,
    touches: [],
    deeds: [],
    erased: [],
    cursor: from,
    more: true,
    restarted: false,
  }
  do {
    const page = await journal.rowsFrom(site, read.cursor, Math.min(PAGE, most - read.rows))
    if (page.restarted) {
      Object.assign(read, { rows: 0, touches: [], deeds: [], restarted: true })
      orders.clear()
    }
    const { touches, deeds } = await lessonsOf(site, page.rows, orders)
    for (const touch of touches) read.touches.push(touch)
    for (const deed of deeds) read.deeds.push(deed)
    read.erased.push(...(page.erased ?? []))
    read.rows += page.rows.length
    read.cursor = page.cursor
    read.more = page.more
  } while (read.more && read.rows < most)
  return read
}

/** The same in a row that begins one further at each `turn`: where a run's time is not enough for all, it is never the same who waits. */
export function inTurn<T>(all: readonly T[], turn: number): T[] {
  const first = all.length === 0 ? 0 : turn % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

/** Drops what the site's retention no longer covers; returns how many visitors that was. */
export const forgetOld = (people: People, { id, retention }: Site, now: number): Promise<number> =>
  people.expire(id, {
    journal: now - retention.journal_days * DAY,
    profile: now - retention.profile_days * DAY,
    now,
  })
