import { artefactKey, type Pointer, pointerKey, readPointer } from '../../edge/publish/pointer.ts'
import { type Publication, publish } from '../../edge/publish/publish.ts'
import type { ArtefactStore } from '../../edge/publish/store.ts'
import type { Bundle } from '../bundle.ts'
import type { Compiled } from '../compile.ts'
import { decodeBundle } from '../decode.ts'
import type { TestResult } from '../testing.ts'

/** One entry of a site's history, the newest last. */
export type Published = Publication & { hash: string }
/** How many publications the history keeps. */
const KEPT = 200

const historyKey = (site: string) => `site/${site}/bundle/history`
export type Outcome = { ok: true; hash: string; changed: boolean } | { ok: false; reason: string }

/** Publishes compiled rules; refused while check or tests fail. First the artefact, then the pointer, then the history. */
export async function publishRules(
  store: ArtefactStore,
  site: string,
  compiled: Compiled,
  results: readonly TestResult[],
  publication: Publication,
): Promise<Outcome> {
  const failed = results.filter((result) => !result.passed).length
  if (!compiled.ok) return { ok: false, reason: 'the rules have errors' }
  if (failed > 0) return { ok: false, reason: `${failed} of ${results.length} tests fail` }
  const { hash } = compiled.bundle
  const before = await readPointer(store, site, 'bundle')
  if (before?.hash === hash) return { ok: true, hash, changed: false }
  await publish(store, site, 'bundle', compiled.text, publication, hash)
  await remember(store, site, { hash, ...publication })
  return { ok: true, hash, changed: true }
}

/** Moves the pointer to an earlier version: the one before, or the one whose hash starts with `to`. */
export async function rollBack(
  store: ArtefactStore,
  site: string,
  to: string | undefined,
  publication: Publication,
): Promise<Outcome> {
  const live = await readPointer(store, site, 'bundle')
  if (!live) return { ok: false, reason: `nothing is published for '${site}'` }
  const target =
    to === undefined
      ? live.previous
      : (await history(store, site)).findLast(({ hash }) => hash.startsWith(to))?.hash
  if (target === undefined)
    return {
      ok: false,
      reason:
        to === undefined ? 'there is no version before this one' : `no published version starts with '${to}'`,
    }
  const bundle = await readBundle(store, target)
  if (!bundle) return { ok: false, reason: `version ${target} cannot be read any more` }
  const pointer: Pointer = { hash: target, parts: 1, ...publication, previous: live.hash }
  await store.put(pointerKey(site, 'bundle'), JSON.stringify(pointer))
  await remember(store, site, { hash: target, ...publication })
  return { ok: true, hash: target, changed: target !== live.hash }
}

/** All publications of a site that are remembered, oldest first. */
export async function history(store: ArtefactStore, site: string): Promise<Published[]> {
  const bytes = await store.get(historyKey(site))
  if (!bytes) return []
  try {
    const list: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return Array.isArray(list) ? (list as Published[]).filter(({ hash }) => /^[0-9a-f]{64}$/.test(hash)) : []
  } catch {
    return []
  }
}

/** The bundle of a version; `undefined` when it is gone or damaged. */
export async function readBundle(store: ArtefactStore, hash: string): Promise<Bundle | undefined> {
  const bytes = await store.get(artefactKey('bundle', hash))
  const decoded = bytes && (await decodeBundle(bytes))
  return decoded?.ok ? decoded.bundle : undefined
}

/** The bundle that a site serves. */
export async function liveBundle(store: ArtefactStore, site: string): Promise<Bundle | undefined> {
  const live = await readPointer(store, site, 'bundle')
  return live && readBundle(store, live.hash)
}

async function remember(store: ArtefactStore, site: string, entry: Published): Promise<void> {
  const list = [...(await history(store, site)), entry].slice(-KEPT)
  await store.put(historyKey(site), JSON.stringify(list))
}
