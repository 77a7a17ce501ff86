import { Buffer } from 'node:buffer'
import { artefactKey, type Kind, type Pointer, pointerKey, readPointer } from './pointer.ts'
import type { ArtefactStore, TidyStore } from './store.ts'

/** A KV value holds 25 MiB; stay below. */
const PART_BYTES = 20 * 1024 * 1024

export interface Publication {
  /** Epoch ms. */
  at: number
  author?: string
  message?: string
}

/**
 * Publishes an artefact for a site: first the immutable value in all its parts, then the
 * pointer, so that a reader sees the old version or the new one and never half of one.
 * `hash` defaults to the SHA-256 of the bytes. Publishing what is live already changes nothing.
 */
export async function publish(
  store: ArtefactStore,
  site: string,
  kind: Kind,
  artefact: string | Uint8Array,
  publication: Publication,
  hash?: string,
): Promise<Pointer> {
  const bytes = typeof artefact === 'string' ? new TextEncoder().encode(artefact) : artefact
  const name = hash ?? (await sha256(bytes))
  const live = await readPointer(store, site, kind)
  if (live?.hash === name) return live
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES))
  for (let part = 0; part < parts; part++)
    await store.put(artefactKey(kind, name, part), bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
  const pointer: Pointer = {
    hash: name,
    parts,
    ...publication,
    ...(live && { previous: live.hash, previous_parts: live.parts }),
  }
  await store.put(pointerKey(site, kind), JSON.stringify(pointer))
  return pointer
}

/**
 * Publishes what is made anew every few minutes, and drops the version before the last: whoever still holds the old
 * pointer finds what it points to. Named by site too, so that no other site can hold what is dropped.
 */
export async function replace(
  store: TidyStore,
  site: string,
  kind: Kind,
  artefact: string | Uint8Array,
  publication: Publication,
): Promise<Pointer> {
  const bytes = typeof artefact === 'string' ? new TextEncoder().encode(artefact) : artefact
  const name = await ownName(site, bytes)
  const before = await readPointer(store, site, kind)
  const pointer = await publish(store, site, kind, bytes, publication, name)
  // Equal bytes are made anew all the same: `at` says how new they are.
  if (pointer.hash === before?.hash)
    await store.put(pointerKey(site, kind), JSON.stringify({ ...pointer, ...publication }))
  const { previous, previous_parts = 1 } = before ?? {}
  if (previous !== undefined && previous !== pointer.hash && previous !== pointer.previous)
    for (let part = 0; part < previous_parts; part++) await store.remove(artefactKey(kind, previous, part))
  return pointer
}

/** A name that no other site's artefact has, equal as it may be. */
export const ownName = async (site: string, bytes: Uint8Array): Promise<string> =>
  sha256(new TextEncoder().encode(`${site}\n${await sha256(bytes)}`))

/** SHA-256 as hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Buffer.from(digest).toString('hex')
}
