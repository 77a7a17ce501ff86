import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Session } from '../sessions.ts'
import { readSessions } from './read-sessions.ts'

export interface Dataset {
  name: string
  /** Oldest first. */
  train: Session[]
  /** Later than `train`; only items that `train` holds; at least two events each. */
  test: Session[]
}

export interface SplitOptions {
  /** Test is the last part of the time span (of the sessions where there is no clock); absent: see `defaultShare`. */
  testShare?: number
  minSupport: number
  minLength: number
}

const DEFAULTS: SplitOptions = { minSupport: 5, minLength: 2 }
const DAY = 86_400_000

/** A data set from a folder (prepared `train*`/`test*` files as they are, else its one log split by time) or a file. */
export async function readDataset(path: string, options: Partial<SplitOptions> = {}): Promise<Dataset> {
  const files = (await stat(path)).isDirectory() ? await logsIn(path) : []
  const name = basename(path).replace(/\..*$/, '')
  const test = files.find((file) => TEST.test(file))
  const train = files.find((file) => /^train(_full)?\./.test(file))
  if (train && test) {
    const known = await readSessions(join(path, train))
    return { name, train: known, test: onlyKnown(known, await readSessions(join(path, test))) }
  }
  return { name, ...splitByTime(await readLog(path), { ...DEFAULTS, ...options }) }
}

/** The sessions of a file, or of a folder's only log. */
export async function readLog(path: string): Promise<Session[]> {
  if (!(await stat(path)).isDirectory()) return readSessions(path)
  const files = await logsIn(path)
  if (files.length !== 1)
    throw new Error(`${path}: expected one log, found ${files.join(', ') || 'none'}; or train.* and test.*`)
  return readSessions(join(path, files[0]!))
}

/** Whether a folder was split by whoever prepared it. */
export const isPrepared = async (path: string): Promise<boolean> =>
  (await stat(path)).isDirectory() && (await logsIn(path)).some((file) => TEST.test(file))

const TEST = /^test\b/
const logsIn = async (path: string): Promise<string[]> =>
  (await readdir(path)).filter((file) => /\.(seq|tsv|csv|txt|ndjson|jsonl)(\.gz)?$/.test(file)).sort()

/** The standard protocol: support and length filtered, then cut by time. */
export function splitByTime(sessions: Session[], options: Partial<SplitOptions> = {}) {
  const { testShare, minSupport, minLength } = { ...DEFAULTS, ...options }
  const long = sessions.filter(({ items }) => items.length >= minLength)
  const support = new Map<string, number>()
  for (const { items } of long) for (const id of items) support.set(id, (support.get(id) ?? 0) + 1)
  const kept = filterItems(long, minLength, (id) => support.get(id)! >= minSupport)
  const ends = kept.map(({ times }, i) => times.at(-1) ?? i)
  if (ends.length < 2) return { train: kept, test: [] }
  const span = ends.at(-1)! - ends[0]!
  const cut = ends.at(-1)! - span * (testShare ?? defaultShare(span))
  const at = ends.findIndex((end) => end > cut)
  const train = kept.slice(0, at)
  return { train, test: onlyKnown(train, kept.slice(at)) }
}

/** The usual choice of the published splits: the last 7 days of a log of weeks, else the last tenth. */
const defaultShare = (span: number): number => (span >= 28 * DAY ? (7 * DAY) / span : 0.1)

function onlyKnown(train: Session[], test: Session[]): Session[] {
  const known = new Set(train.flatMap(({ items }) => items))
  return filterItems(test, 2, (id) => known.has(id))
}

function filterItems(sessions: Session[], minLength: number, keep: (id: string) => boolean): Session[] {
  const out: Session[] = []
  for (const session of sessions) {
    if (session.items.every(keep)) {
      if (session.items.length >= minLength) out.push(session)
      continue
    }
    const at = session.items.flatMap((id, i) => (keep(id) ? [i] : []))
    if (at.length < minLength) continue
    out.push({
      ...session,
      items: at.map((i) => session.items[i]!),
      times: session.times.length ? at.map((i) => session.times[i]!) : [],
      ...(session.events && { events: Uint8Array.from(at, (i) => session.events![i]!) }),
    })
  }
  return out
}
