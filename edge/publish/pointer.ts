import * as v from 'valibot'
import { matching, read, whole } from '../shape.ts'
import type { ArtefactStore } from './store.ts'

/** What a site can have published: `arms` is what a bandit knows, `learned` what a scheduled run goes on from. */
export type Kind = 'bundle' | 'catalogue' | 'model' | 'arms' | 'learned'

/** Which version a site serves: the one small value that changes when something is published. */
const pointer = v.object({
  hash: matching(/^[0-9a-f]{64}$/, 'a SHA-256 in hex'),
  /** When it was published, epoch ms. */
  at: v.number(),
  /** How many values the artefact is split into (a KV value holds 25 MiB). */
  parts: v.optional(whole(1, 64), 1),
  author: v.optional(v.string()),
  message: v.optional(v.string()),
  previous: v.optional(v.string()),
  previous_parts: v.optional(whole(1, 64)),
})
export type Pointer = v.InferOutput<typeof pointer>

/** The key of a site's pointer. */
export const pointerKey = (site: string, kind: Kind): string => `site/${site}/${kind}`

/** The key of one part of an artefact; a single part needs no number. */
export const artefactKey = (kind: Kind, hash: string, part = 0): string =>
  part === 0 ? `${kind}/${hash}` : `${kind}/${hash}/${part}`

/** A site's pointer; `undefined` when nothing is published or what is there can't be read. */
export async function readPointer(
  store: ArtefactStore,
  site: string,
  kind: Kind,
): Promise<Pointer | undefined> {
  const bytes = await store.get(pointerKey(site, kind))
  if (!bytes) return undefined
  try {
    const parsed = read(pointer, JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.ok ? parsed.value : undefined
  } catch {
    return undefined
  }
}

/** All parts of an artefact as one; `undefined` while a part is missing. */
export async function readArtefact(
  store: ArtefactStore,
  kind: Kind,
  { hash, parts }: Pointer,
): Promise<Uint8Array | undefined> {
  const read = await Promise.all(
    Array.from({ length: parts }, (_, part) => store.get(artefactKey(kind, hash, part))),
  )
  if (read.length === 1) return read[0]
  if (read.some((part) => part === undefined)) return undefined
  const chunks = read as Uint8Array[]
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
