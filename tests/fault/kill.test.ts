import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve } from '../../edge/local/serve.ts'
import type { CollectResponse } from '../../snippet/wire.ts'
import { collectOf, viewItem } from '../support/edge.ts'
import { randomId } from '../support/ids.ts'

const KILLS = Number(process.env.KILLS ?? 5)
const CLIENTS = 6
const child = fileURLToPath(new URL('../support/serve-child.ts', import.meta.url))

let state: string
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'acquaint-kill-'))
})
afterAll(() => rm(state, { recursive: true, force: true }))

/** Starts a server in a process group of its own, workerd included. */
async function start(): Promise<{ url: string; process: ChildProcess }> {
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

/** Sends batches until the server dies; returns those it acknowledged. */
async function sendUntilDead(url: string): Promise<string[]> {
  const acked: string[] = []
  const client = async () => {
    const visitor = randomId()
    for (;;) {
      const batch = randomId()
      try {
        const body = JSON.stringify(collectOf(visitor, [viewItem('shoe1')], { batch, sent_at: Date.now() }))
        const answer = await fetch(new URL('/v1/collect', url), { method: 'POST', body })
        if (((await answer.json()) as CollectResponse).ack === batch) acked.push(batch)
      } catch {
        return
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return acked
}

test(`[F6] every acknowledged batch is there exactly once after ${KILLS} × kill -9 under load`, async () => {
  const acked: string[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await start()
    const sending = sendUntilDead(server.url)
    await new Promise((resolve) => setTimeout(resolve, 150 + 97 * (kill % 5)))
    process.kill(-server.process.pid!, 'SIGKILL')
    acked.push(...(await sending))
  }
  const served = await serve({ sites: { shop: {} }, state })
  const { results } = await served.db.prepare('SELECT batch FROM journal').all<{ batch: string }>()
  const stored = results.map(({ batch }) => batch)
  await served.stop()
  expect(acked.length).toBeGreaterThan(KILLS)
  expect(new Set(stored).size).toBe(stored.length)
  expect(acked.filter((batch) => !stored.includes(batch))).toEqual([])
}, 120_000)
