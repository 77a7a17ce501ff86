import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KeyRing, readKeys } from '../../../edge/identity/keys.ts'
import { type Served, type ServeOptions, serve } from '../../../edge/local/serve.ts'
import { publish } from '../../../edge/publish/publish.ts'
import { train } from '../../../edge/recommend/train.ts'
import { compile } from '../../../rules/compile.ts'
import { formatDiagnostics } from '../../../rules/diagnostics.ts'
import { type Held, type Isolate, lookInto } from './isolate.ts'
import { feedOf, rulesOf, sessionsOf } from './stock.ts'
import { workerds } from './workerd.ts'

export const SITE = 'bench'
/** The shop's server signs with it who is logged in. */
export const IDENTITY_KEY = Buffer.alloc(32, 7).toString('base64url')

export const newState = (): string => mkdtempSync(join(tmpdir(), 'acquaint-bench-'))
export const dropState = (state: string): void => rmSync(state, { recursive: true, force: true })

/** A Worker over what `state` holds, in a workerd of its own; D1 and KV on disk. */
export interface Shop extends Served {
  pid: number
  /** What signs this shop's visitors. */
  visitorKeys: KeyRing
  /** What the Worker's isolate holds, after a full collection. */
  held(): Promise<Held>
}

export async function openShop(state: string, rest: Partial<ServeOptions> = {}): Promise<Shop> {
  const before = new Set(workerds())
  const served = await serve({
    sites: { [SITE]: {} },
    secrets: { [SITE]: { identity: { bench: IDENTITY_KEY } } },
    state,
    refresh: 3_600_000,
    ...rest,
  })
  const pid = workerds().find((each) => !before.has(each))
  if (pid === undefined) throw new Error('No workerd was started.')
  const keys = await readKeys(readFileSync(`${state}/acquaint-keys.json`, 'utf8'), 'visitor', 'sign')
  if (!keys.ok) throw new Error(keys.detail)
  const wake = async () => (await fetch(new URL('/v1/nothing', served.url))).arrayBuffer()
  let isolate: Isolate | undefined
  return {
    ...served,
    pid,
    visitorKeys: keys.value,
    async held() {
      isolate ??= await lookInto(await served.inspector(), wake)
      return isolate.held()
    },
    async stop() {
      isolate?.close()
      await served.stop()
    },
  }
}

/** Publishes a catalogue of `items` products, rules of `segments` segments for eight slots, and a model; returns the model's bytes. */
export async function stockShop({ store }: Shop, items: number, segments: number): Promise<Uint8Array> {
  const rules = compile({ 'bench.yaml': rulesOf(segments) })
  if (!rules.ok) throw new Error(formatDiagnostics(rules.diagnostics))
  const model = train(sessionsOf(items))
  const at = Date.now()
  await publish(store, SITE, 'catalogue', JSON.stringify(feedOf(items)), { at })
  await publish(store, SITE, 'bundle', rules.text, { at }, rules.bundle.hash)
  await publish(store, SITE, 'model', model, { at })
  return model
}
