import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../../../edge/local/serve.ts'
import type { CollectResponse } from '../../../snippet/wire.ts'
import { collectOf, viewItem } from '../../support/edge.ts'
import { askVisitor, randomId } from '../../support/ids.ts'

const CLIENTS = 6
/** A server dies so long after it was ready, ms: from the first requests on. */
const LATEST = 700
const child = fileURLToPath(new URL('../../support/serve-child.ts', import.meta.url))

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

/** Starts a server in a process group of its own, workerd included. */
async function start(state: string): Promise<{ url: string; process: ChildProcess }> {
  const server = spawn(process.execPath, [child, state], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout!.once('data', (line) => resolve(String(line).trim()))
    server.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)))
  })
  return { url, process: server }
}

/** Sends batches until the server dies; a batch that was cut off is sent to the next server again, as the snippet does. */
async function sendUntilDead(url: string, due: string[]): Promise<{ acked: string[]; cutOff: string[] }> {
  const acked: string[] = []
  const cutOff: string[] = []
  const client = async () => {
    // It may die before it gave an id.
    const visitor = await askVisitor(url, 'shop').catch(() => undefined)
    while (visitor !== undefined) {
      const body = due.pop() ?? JSON.stringify(collectOf(visitor, [viewItem('shoe1')], { batch: randomId() }))
      try {
        const answer = await fetch(new URL('/v1/collect', url), { method: 'POST', body })
        const { ack } = (await answer.json()) as Partial<CollectResponse>
        if (ack === undefined) due.push(body)
        else acked.push(ack)
      } catch {
        cutOff.push(body)
        return
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return { acked, cutOff }
}

/** Kills the built Worker, its D1 on disk, under load at random moments, and counts what it had acknowledged. */
export async function killAgainAndAgain(
  kills: number,
  random: () => number,
  progress: (kills: number) => void = () => undefined,
): Promise<Killed> {
  const state = await mkdtemp(join(tmpdir(), 'acquaint-kill-'))
  try {
    const acked: string[] = []
    let due: string[] = []
    let cutOff = 0
    for (let kill = 1; kill <= kills; kill++) {
      const server = await start(state)
      const sending = sendUntilDead(server.url, due)
      await new Promise((resolve) => setTimeout(resolve, random() * LATEST))
      process.kill(-server.process.pid!, 'SIGKILL')
      const sent = await sending
      acked.push(...sent.acked)
      due = sent.cutOff
      cutOff += due.length
      progress(kill)
    }
    const served = await serve({ sites: { shop: {} }, state })
    const { results } = await served.db.prepare('SELECT batch FROM journal').all<{ batch: string }>()
    await served.stop()
    const times = new Map<string, number>()
    for (const { batch } of results) times.set(batch, (times.get(batch) ?? 0) + 1)
    return {
      kills,
      cutOff,
      acked: acked.length,
      stored: results.length,
      lost: acked.filter((batch) => !times.has(batch)),
      doubled: [...times].flatMap(([batch, count]) => (count > 1 ? [batch] : [])),
    }
  } finally {
    await rm(state, { recursive: true, force: true })
  }
}
