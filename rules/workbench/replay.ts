import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parentPort, workerData } from 'node:worker_threads'
import { createGunzip } from 'node:zlib'
import { contextOf } from '../../edge/decide/context.ts'
import type { AcceptedEvent } from '../../edge/profile/event.ts'
import { empty, of, sum } from '../../edge/profile/profile.ts'
import { readProfile } from '../../edge/profile/read.ts'
import type { Bundle } from '../bundle.ts'
import { chooseBlock } from '../choose.ts'
import { ask, judge } from '../evaluate.ts'
import type { Visitor } from '../visitor.ts'
import { changedSlots, intern, remembering } from './shared.ts'
import { emptySlot, emptyTally, type SlotTally, type Tally } from './tally.ts'

/** One thread of a rehearsal: the visitors whose name hashes to `share` of `of`. */
interface Work {
  path: string
  before: Bundle
  after: Bundle
  share: number
  of: number
}

/** Both versions, and the slots on which they can differ. */
interface Rules {
  before: Bundle
  after: Bundle
  slots: SlotTally[]
  changed: string[]
}

/** Reads the traffic, groups it by visitor in time order, and replays each. */
async function run(work: Work, progress: (share: number) => void): Promise<Tally> {
  const tally = emptyTally()
  const [before, after] = intern([work.before, work.after]) as [Bundle, Bundle]
  for (const slot of [...Object.keys(before.slots), ...Object.keys(after.slots)])
    tally.slots[slot] = emptySlot()
  const rules: Rules = {
    before,
    after,
    slots: Object.values(tally.slots),
    changed: [...changedSlots(before, after)],
  }
  const traffic = await readTraffic(work, tally, (share) => progress(share * 0.2))
  let done = 0
  for (const [visitor, events] of traffic) {
    replay(visitor, events, rules, tally)
    traffic.delete(visitor)
    if (++done % 500 === 0) progress(0.2 + (0.8 * done) / (done + traffic.size))
  }
  return tally
}

// The visitor stands first in what we write; other files are parsed whole.
const VISITOR = /^\{"visitor":"([^"\\]+)"/

async function readTraffic(
  { path, share, of: threads }: Work,
  tally: Tally,
  progress: (share: number) => void,
): Promise<Map<string, AcceptedEvent[]>> {
  const size = statSync(path).size
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  const lines = createInterface({
    input: path.endsWith('.gz') ? file.pipe(createGunzip()) : file,
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  const traffic = new Map<string, AcceptedEvent[]>()
  let read = 0
  for await (const line of lines) {
    if (++read % 20_000 === 0) progress(file.bytesRead / size)
    const name = VISITOR.exec(line)?.[1]
    if (name !== undefined && hashOf(name) % threads !== share) continue
    const parsed = parseLine(line)
    if (!parsed) {
      if (share === 0 && line.trim() !== '') tally.skipped++
      continue
    }
    if (name === undefined && hashOf(parsed.visitor) % threads !== share) continue
    const known = traffic.get(parsed.visitor)
    if (known) known.push(...parsed.events)
    else traffic.set(parsed.visitor, parsed.events)
  }
  return traffic
}

/** A line: a visitor with `events`, or one event with its `visitor`. */
function parseLine(line: string): { visitor: string; events: AcceptedEvent[] } | undefined {
  try {
    const { visitor, events, ...rest } = JSON.parse(line) as {
      visitor: string
      events?: AcceptedEvent[]
    } & AcceptedEvent
    if (typeof visitor !== 'string') return undefined
    const all = (events ?? [rest]).filter(
      (event) => typeof event.name === 'string' && Number.isFinite(event.time),
    )
    return all.length === 0 && events === undefined ? undefined : { visitor, events: all }
  } catch {
    return undefined
  }
}

function hashOf(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Decides every slot at every page view (at every event where there are none), as the visitor was known then. */
function replay(visitor: string, events: AcceptedEvent[], rules: Rules, tally: Tally): void {
  const { before, after, slots, changed } = rules
  events.sort((a, b) => a.time - b.time)
  const atViews = events.some((event) => event.name === 'page_view')
  const differing = new Set<string>()
  let profile = empty()
  let context = {}
  let since: AcceptedEvent[] = []
  for (const event of events) {
    since.push(event)
    if (atViews && event.name !== 'page_view') continue
    profile = sum([profile, ...since.map(of)])
    since = []
    tally.moments++
    for (const slot of slots) slot.decisions++
    if (changed.length === 0) continue
    context = contextAt(event, after)
    const known = remembering(readProfile(profile, context, event.time))
    const [old, now] = [ask(known, before, visitor), ask(known, after, visitor)]
    for (const slot of changed) {
      const a = chooseBlock(slot, known, before, { subject: visitor, question: old }).block ?? 'nothing'
      const b = chooseBlock(slot, known, after, { subject: visitor, question: now }).block ?? 'nothing'
      if (a === b) continue
      const counts = tally.slots[slot]!
      counts.differ++
      counts.moves[`${a} → ${b}`] = (counts.moves[`${a} → ${b}`] ?? 0) + 1
      differing.add(slot)
    }
  }
  profile = sum([profile, ...since.map(of)])
  for (const slot of differing) tally.slots[slot]!.visitors++
  tally.visitors++
  tally.events += events.length
  countSegments(readProfile(profile, context, events.at(-1)?.time ?? 0), visitor, rules, tally)
}

function countSegments(last: Visitor, subject: string, { before, after }: Rules, tally: Tally): void {
  const known = remembering(last)
  for (const [bundle, sizes] of [
    [before, tally.before],
    [after, tally.after],
  ] as const) {
    const question = ask(known, bundle, subject)
    for (const segment of Object.keys(bundle.segments))
      sizes[segment] = (sizes[segment] ?? 0) + (judge({ op: 'in', segment }, question) === true ? 1 : 0)
  }
}

function contextAt({ page, items, time }: AcceptedEvent, { settings }: Bundle) {
  const item = items?.[0]
  const about = item && {
    item_id: item.item_id,
    ...(item.item_category !== undefined && { category: item.item_category }),
  }
  return contextOf({ path: '/', ...page, ...about }, {}, { hosts: [], timezone: settings.timezone }, time)
}

parentPort?.postMessage({
  tally: await run(workerData as Work, (progress) => parentPort?.postMessage({ progress })),
})
