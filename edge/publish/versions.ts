import type { Bundle } from '../../rules/bundle.ts'
import { decodeBundle } from '../../rules/decode.ts'
import { artefactKey, type Kind, type Pointer, pointerKey, readPointer } from './pointer.ts'
import { type Publication, publish } from './publish.ts'
import type { ArtefactStore } from './store.ts'

/** One entry of a site's history of rules, the newest last. */
export type Published = Pick<Pointer, 'hash' | 'at' | 'author' | 'message'>
export type Outcome = { ok: true; hash: string; changed: boolean } | { ok: false; reason: string }
/** How many publications the history keeps. */
const KEPT = 200

const historyKey = (site: string) => `site/${site}/bundle/history`

/**
 * Publishes an artefact that decodes: the artefact, the pointer, and of rules the history. Broken off and begun again, it
 * is done once. `hash` as for `publish`.
 */
export async function publishVersion(
  store: ArtefactStore,
  site: string,
  kind: Kind,
  artefact: string | Uint8Array,
  publication: Publication,
  hash?: string,
): Promise<Outcome & { ok: true }> {
  const before = await readPointer(store, site, kind)
  const live = await publish(store, site, kind, artefact, publication, hash)
  const changed = before?.hash !== live.hash
  // KV may tell for half a minute what was live before: said once more, it is.
  if (!changed) await store.put(pointerKey(site, kind), JSON.stringify(live))
  if (kind === 'bundle') await remember(store, site, live)
  return { ok: true, hash: live.hash, changed }
}

/** Moves the pointer to an earlier version: the one before, or the last whose hash starts with `to`. */
export async function rollBack(
  store: ArtefactStore,
  site: string,
  to: string | undefined,
  publication: Publication,
): Promise<Outcome> {
  const live = await readPointer(store, site, 'bundle')
  const target = to
    ? (await history(store, site)).findLast(({ hash }) => hash.startsWith(to))?.hash
    : live?.previous
  if (!live || target === undefined || !(await readBundle(store, target))) {
    const which = to ? `whose hash starts with '${to}'` : 'before this one'
    return { ok: false, reason: `'${site}' has no version ${which} that can be read` }
  }
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
    return Array.isArray(list)
      ? (list as Published[]).filter((each?: Published) => /^[0-9a-f]{64}$/.test(`${each?.hash}`))
      : []
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

async function remember(
  store: ArtefactStore,
  site: string,
  { hash, at, author, message }: Published,
): Promise<void> {
  const list = await history(store, site)
  // It is there when what broke off later is begun again.
  if (list.at(-1)?.hash === hash) return
  await store.put(historyKey(site), JSON.stringify([...list, { hash, at, author, message }].slice(-KEPT)))
}
