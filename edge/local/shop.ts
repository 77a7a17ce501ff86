import { readFile } from 'node:fs/promises'
import { type Compiled, compile } from '../../rules/compile.ts'
import { formatDiagnostics, plural } from '../../rules/diagnostics.ts'
import { readCatalogue, readRules } from '../../rules/folder.ts'
import { visitorOf } from '../../rules/given/visitor.ts'
import { runTests, type TestResult } from '../../rules/testing.ts'
import { publishRules } from '../../rules/workbench/publishing.ts'
import { type Pointer, readPointer } from '../publish/pointer.ts'
import { publish } from '../publish/publish.ts'
import type { ArtefactStore } from '../publish/store.ts'
import { liveBundle } from '../publish/versions.ts'
import { publishPast } from './past.ts'
import { root } from './serve.ts'

/** Who `npm start` is in the history of a shop's rules. */
export const STARTER = 'npm start'

/** Publishes the demo shop: its catalogue, its rules (`publishFiles`), and a model of its visitors so far; says what it did. */
export async function publishShop(store: ArtefactStore, site: string, now: number): Promise<string[]> {
  const catalogue = await readFile(`${root}dist/catalogue.json`, 'utf8')
  await publish(store, site, 'catalogue', catalogue, { at: now, author: STARTER })
  const model = await publishPast(store, site, now, STARTER, `${root}dist/history.ndjson`)
  const { items } = JSON.parse(catalogue) as { items: unknown[] }
  return [
    `Published ${items.length} products and ${model}.`,
    await publishFiles(store, site, now, readRules(`${root}rules/shop`)),
  ]
}

/**
 * Publishes rule files where nothing readable is live, or where the last word was `npm start`'s too: what a
 * marketer published stays. Rejects with all that is wrong when there is nothing else to serve; says what it did.
 */
export async function publishFiles(
  store: ArtefactStore,
  site: string,
  now: number,
  files: Parameters<typeof compile>[0],
): Promise<string> {
  const names = readCatalogue(`${root}dist/catalogue.json`)
  const compiled = compile(files, { now, ...(names && { catalogue: names }) })
  const results = compiled.ok ? runTests(compiled, visitorOf, now) : []
  const pointer = await readPointer(store, site, 'bundle')
  const live = pointer && (await liveBundle(store, site)) ? pointer : undefined
  if (compiled.ok && live?.hash === compiled.bundle.hash)
    return `The rules are live as they are in the files (${sized(compiled)}).`
  if (live && live.author !== undefined && live.author !== STARTER) return kept(live)
  const outcome = await publishRules(store, site, compiled, results, {
    at: now,
    author: STARTER,
    message: live ? 'the files changed' : 'the first start',
  })
  if (outcome.ok) return `Published the rules: ${sized(compiled)}; ${plural(results.length, 'test')} passed.`
  const why = `${mistakes(compiled, results)}\nThe rules were not published: ${outcome.reason}.`
  if (!live) throw new Error(why)
  return `${why} What was live before still is.`
}

const kept = ({ author, at, message }: Pointer): string =>
  `The rules stay as ${author} published them on ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` +
  `${message ? ` ("${message}")` : ''}; the files differ.\n` +
  '  `npm run rules -- diff` shows how, `npm run rules -- publish --message "…"` publishes the files.'

const sized = ({ bundle: { segments, slots } }: Compiled): string =>
  `${plural(Object.keys(segments).length, 'segment')}, ${plural(Object.keys(slots).length, 'slot')}`

const mistakes = ({ diagnostics }: Compiled, results: readonly TestResult[]): string =>
  formatDiagnostics([...diagnostics, ...results.flatMap((result) => result.diagnostics)])
