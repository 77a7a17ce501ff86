import { readFile } from 'node:fs/promises'
import { compile } from '../../rules/compile.ts'
import { formatDiagnostics } from '../../rules/diagnostics.ts'
import { readCatalogue, readRules } from '../../rules/folder.ts'
import { publish } from '../publish/publish.ts'
import type { ArtefactStore } from '../publish/store.ts'
import { readSessions } from '../recommend/offline/read-sessions.ts'
import { train } from '../recommend/train.ts'
import { root } from './serve.ts'

/** Publishes the demo shop: its catalogue, its rules, and a model of its visitors so far. Rejects with the diagnostics of rules that don't compile. */
export async function publishShop(store: ArtefactStore, site: string, now: number): Promise<string[]> {
  const catalogue = await readFile(`${root}dist/catalogue.json`, 'utf8')
  const names = readCatalogue(`${root}dist/catalogue.json`)
  const rules = compile(readRules(`${root}rules/shop`), { now, ...(names && { catalogue: names }) })
  if (!rules.ok) throw new Error(formatDiagnostics(rules.diagnostics))
  const sessions = await readSessions(`${root}dist/history.ndjson`)
  await publish(store, site, 'catalogue', catalogue, { at: now })
  await publish(store, site, 'bundle', rules.text, { at: now }, rules.bundle.hash)
  await publish(store, site, 'model', train(sessions), { at: now })
  const count = (map: object) => Object.keys(map).length
  return [
    `${(JSON.parse(catalogue) as { items: unknown[] }).items.length} products`,
    `${count(rules.bundle.segments)} segments, ${count(rules.bundle.slots)} slots`,
    `a model of ${sessions.length} visits`,
  ]
}
