import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Served, serve } from '../../../edge/local/serve.ts'
import type { CollectResponse } from '../../../snippet/wire.ts'
import { collectOf, viewItem } from '../../support/edge.ts'
import { askVisitor, randomId } from '../../support/ids.ts'

const CLIENTS = 6
/** A server dies after so many acknowledgements at the most; counted, not timed, so that slow machines kill as often in the midst of work. */
const MOST_ACKS = 16
/** And so much later at the most, ms: at any point of the requests that are under way. */
const LATEST = 10

export interface Killed {
  kills: number
  /** Requests that were under way when a server died. */
  cutOff: number
  acked: number
  stored: number
  /** Acknowledged, and not there exactly once; there must be none. */
  lost: string[]
  doubled: string[]
}

/** What the servers before this one left: batches whose end nobody heard, and what was acknowledged. */
interface Load {
  visitors: string[]
  due: string[]
  acked: string[]
  cutOff: number
}

/** Watches for the process that runs the Worker and holds D1; whoever ends it is given another by Miniflare. */
function watchProcesses(): { current(): ChildProcess; next(): Promise<unknown>; stop(): void } {
  let current: ChildProcess | undefined
  let heard = () => {}
  const note = (message: unknown) => {
    current = (message as { process: ChildProcess }).process
    heard()
  }
  subscribe('child_process', note)
  return {
    current() {
      if (!current?.spawnfile.includes('workerd'))
        throw new Error(`The last process is ${current?.spawnfile}.`)
      return current
    },
    next: () => new Promise<void>((resolve) => (heard = resolve)),
    stop: () => unsubscribe('child_process', note),
  }
}

/** Sends batches until the server dies; a batch that was cut off is sent to the next server again, as the snippet does. */
async function sendUntilDead(url: URL, load: Load, heard: () => void): Promise<void> {
  const cutOff: string[] = []
  const client = async (visitor: string) => {
    for (;;) {
      const body =
        load.due.pop() ?? JSON.stringify(collectOf(visitor, [viewItem('shoe1')], { batch: randomId() }))
      try {
        const answer = await fetch(new URL('/v1/collect', url), { method: 'POST', body })
        const { ack } = (await answer.json()) as Partial<CollectResponse>
        if (ack === undefined) load.due.push(body)
        else {
          load.acked.push(ack)
          heard()
        }
      } catch {
        cutOff.push(body)
        return
      }
    }
  }
  await Promise.all(load.visitors.map(client))
  load.cutOff += cutOff.length
  load.due.push(...cutOff)
}

/** Loads a server, and kills it at a random moment. */
async function killUnderLoad(url: URL, server: ChildProcess, load: Load, random: () => number) {
  let left = Math.floor(random() * MOST_ACKS)
  const moment = random() * LATEST
  await sendUntilDead(url, load, () => {
    if (left-- === 0) setTimeout(() => server.kill('SIGKILL'), moment)
  })
}

/** Kills the process of the built Worker, its D1 on disk, under load at random moments, and counts what it had acknowledged. */
export async function killAgainAndAgain(
  kills: number,
  random: () => number,
  progress: (kills: number) => void = () => undefined,
): Promise<Killed> {
  const state = await mkdtemp(join(tmpdir(), 'acquaint-kill-'))
  const processes = watchProcesses()
  let served: Served | undefined
  try {
    served = await serve({ sites: { shop: {} }, state })
    let { url } = served
    const visitors = await Promise.all(Array.from({ length: CLIENTS }, () => askVisitor(url, 'shop')))
    const load: Load = { visitors, due: [], acked: [], cutOff: 0 }
    for (let kill = 1; kill <= kills; kill++) {
      const next = processes.next()
      await killUnderLoad(url, processes.current(), load, random)
      await next
      url = await served.ready()
      progress(kill)
    }
    await served.stop()
    served = await serve({ sites: { shop: {} }, state })
    const { results } = await served.db.prepare('SELECT batch FROM journal').all<{ batch: string }>()
    const times = new Map<string, number>()
    for (const { batch } of results) times.set(batch, (times.get(batch) ?? 0) + 1)
    const { acked, cutOff } = load
    return {
      kills,
      cutOff,
      acked: acked.length,
      stored: results.length,
      lost: acked.filter((batch) => !times.has(batch)),
      doubled: [...times].flatMap(([batch, count]) => (count > 1 ? [batch] : [])),
    }
  } finally {
    processes.stop()
    await served?.stop()
    await rm(state, { recursive: true, force: true })
  }
}
