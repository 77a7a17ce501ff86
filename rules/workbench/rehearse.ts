import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import { d1Journal } from '../../edge/journal/d1.ts'
import { liveBundle } from '../../edge/publish/versions.ts'
import type { Bundle } from '../bundle.ts'
import { compile } from '../compile.ts'
import { plural } from '../diagnostics.ts'
import { readRules } from '../folder.ts'
import { check, type Desk, load } from './desk.ts'
import { localDatabase, localStore, UNHURRIED } from './stores.ts'
import { addTallies, emptyTally, type Tally } from './tally.ts'

export interface RehearseOptions {
  site: string
  state: string
  /** Folder of rules to compare with, instead of what is published. */
  against?: string | undefined
}

/** `rehearse`: recorded traffic through the rules before and the rules of the folder. */
export async function rehearse(
  desk: Desk,
  file: string | undefined,
  options: RehearseOptions,
): Promise<boolean> {
  const compiled = load(desk)
  if (!compiled.ok) return check(desk, compiled)
  const before = await oldRules(desk, options)
  const started = performance.now()
  const cpu = process.cpuUsage()
  const traffic = file === undefined ? await exportJournal(options) : { path: file, done: async () => {} }
  try {
    const tally = await replayInThreads(
      traffic.path,
      before ?? { ...compiled.bundle, segments: {}, slots: {}, blocks: {}, experiments: {} },
      compiled.bundle,
      progressBar(),
    )
    const { user, system } = process.cpuUsage(cpu)
    desk.out(report(tally, (performance.now() - started) / 1000, (user + system) / 1e6))
  } finally {
    await traffic.done()
  }
  return true
}

async function oldRules(desk: Desk, { against, site, state }: RehearseOptions): Promise<Bundle | undefined> {
  if (against !== undefined) return compile(readRules(against)).bundle
  const { store, close } = await localStore(state)
  try {
    const live = await liveBundle(store, site)
    if (!live) desk.out('Nothing is published yet: the rules are compared with showing nothing.')
    return live
  } finally {
    await close()
  }
}

/** Each thread reads the whole file and replays its share of the visitors: no event travels between threads. */
export async function replayInThreads(
  path: string,
  before: Bundle,
  after: Bundle,
  progress: (share: number) => void,
  threads = Math.min(4, availableParallelism()),
): Promise<Tally> {
  const shares = Array<number>(threads).fill(0)
  const tallies = await Promise.all(
    shares.map(
      (_, share) =>
        new Promise<Tally>((resolve, reject) => {
          const worker = new Worker(new URL('./replay.ts', import.meta.url), {
            workerData: { path, before, after, share, of: threads },
          })
          worker.on('message', (message: { progress: number } | { tally: Tally }) => {
            if ('tally' in message) return resolve(message.tally)
            shares[share] = message.progress
            progress(shares.reduce((a, b) => a + b, 0) / threads)
          })
          worker.on('error', reject)
        }),
    ),
  )
  progress(1)
  return tallies.reduce(addTallies, emptyTally())
}

function progressBar(): (share: number) => void {
  if (!process.stderr.isTTY) return () => {}
  return (share) => {
    const full = Math.round(share * 40)
    process.stderr.write(
      `\r${'█'.repeat(full)}${'░'.repeat(40 - full)} ${Math.round(share * 100)} %${share >= 1 ? '\n' : ''}`,
    )
  }
}

/** The journal of a site as a file of JSON lines. */
async function exportJournal({
  site,
  state,
}: RehearseOptions): Promise<{ path: string; done(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'acquaint-'))
  const path = join(folder, 'traffic.jsonl')
  const { db, close } = await localDatabase(state)
  try {
    const journal = d1Journal(db, UNHURRIED)
    const out = createWriteStream(path)
    for (let seq = 0; ; ) {
      const rows = await journal.rowsAfter(site, seq, 2000)
      for (const { visitor, entry } of rows)
        out.write(`${JSON.stringify({ visitor, events: entry.events, client: entry.client })}\n`)
      if (rows.length < 2000) break
      seq = rows.at(-1)!.seq
    }
    out.end()
    await finished(out)
  } finally {
    await close()
  }
  return { path, done: () => rm(folder, { recursive: true }) }
}

/** What a rehearsal found, as text; seconds by the wall clock, and of all processors together. */
export function report(tally: Tally, seconds: number, cpuSeconds: number): string {
  const share = (n: number, of: number) => (of === 0 ? '0 %' : `${((100 * n) / of).toFixed(1)} %`)
  const lines = [
    `${plural(tally.events, 'event')} of ${plural(tally.visitors, 'visitor')}, ${plural(tally.moments, 'page view')} decided twice, in ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor time).`,
  ]
  if (tally.skipped > 0) lines.push(`${plural(tally.skipped, 'line')} could not be read.`)
  lines.push('')
  for (const [slot, { decisions, differ, visitors, moves }] of Object.entries(tally.slots)) {
    lines.push(
      `${slot}: ${plural(visitors, 'visitor')} (${share(visitors, tally.visitors)}) would see something else, in ${differ} of ${decisions} decisions (${share(differ, decisions)})`,
    )
    for (const [move, count] of Object.entries(moves)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 6))
      lines.push(`    ${String(count).padStart(8)}  ${move}`)
  }
  const names = [...new Set([...Object.keys(tally.before), ...Object.keys(tally.after)])].sort()
  if (names.length > 0) lines.push('', 'Visitors in each segment at the end, before → after:')
  for (const name of names) {
    const [old, now] = [tally.before[name], tally.after[name]]
    lines.push(
      `    ${name}: ${old ?? '–'} → ${now ?? '–'}${old !== undefined && now !== undefined && old !== now ? ` (${now > old ? '+' : ''}${now - old})` : ''}`,
    )
  }
  return lines.join('\n')
}
