import type { Bundle } from '../../rules/bundle.ts'
import { decodeBundle } from '../../rules/decode.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { decodeCatalogue } from '../catalogue/decode.ts'
import { within } from '../journal/deadline.ts'
import { type Arms, decodeArms } from '../recommend/arms.ts'
import { type Model, openModel } from '../recommend/model.ts'
import { type Kind, readArtefact, readPointer } from './pointer.ts'
import type { ArtefactStore } from './store.ts'

/** What a site serves at the moment, decoded; a part is absent while nothing valid was ever published. */
export interface Shelf {
  bundle?: Bundle
  catalogue?: Catalogue
  model?: { hash: string; model: Model }
  arms?: Arms
}

export interface LibraryOptions {
  /** How old a shelf may be before it is looked up anew in the background, ms. */
  refresh: number
  /** How long an isolate's first questions wait for KV, ms; PATIENCE if absent. */
  patience?: number
  now: () => number
}

/** Runs work that nobody waits for (`ctx.waitUntil`). */
export type Later = (work: Promise<unknown>) => void

export interface Library {
  /** What the site serves; only an isolate's first questions wait for it, and not for ever. Never rejects. */
  shelf(site: string, later: Later): Promise<Shelf>
}

/** A slow first answer of KV is worth waiting for, a page without content longer than this is not, ms. */
const PATIENCE = 400

interface Held {
  shelf: Shelf
  hashes: Partial<Record<keyof typeof DECODE, string>>
  /** Epoch ms of the last look-up that was begun. */
  checked: number
  /** A look-up has ended, whatever it found. */
  ready: boolean
}

/** An artefact of a site, decoded onto the shelf; `false` leaves the last known good one there. */
const DECODE: Record<
  Exclude<Kind, 'learned'>,
  (shelf: Shelf, bytes: Uint8Array, hash: string) => boolean | Promise<boolean>
> = {
  async bundle(shelf, bytes) {
    const decoded = await decodeBundle(bytes)
    if (decoded.ok) shelf.bundle = decoded.bundle
    return decoded.ok
  },
  catalogue(shelf, bytes, hash) {
    const decoded = decodeCatalogue(new TextDecoder().decode(bytes), hash)
    if (decoded.ok) shelf.catalogue = decoded.value
    return decoded.ok
  },
  model(shelf, bytes, hash) {
    const opened = openModel(bytes)
    if (opened.ok) shelf.model = { hash, model: opened.model }
    return opened.ok
  },
  arms(shelf, bytes, hash) {
    const arms = decodeArms(new TextDecoder().decode(bytes), hash)
    if (arms) shelf.arms = arms
    return arms !== undefined
  },
}
const KINDS = Object.keys(DECODE) as (keyof typeof DECODE)[]

/**
 * The published artefacts an isolate holds in memory: stale while they are looked up anew,
 * decoded once a version, the last good one kept when a new one can't be read.
 */
export function createLibrary(store: ArtefactStore, options: LibraryOptions): Library {
  const sites = new Map<string, Held>()

  const load = async (site: string, kind: keyof typeof DECODE, held: Held): Promise<void> => {
    const pointer = await readPointer(store, site, kind)
    if (!pointer || pointer.hash === held.hashes[kind]) return
    const bytes = await readArtefact(store, kind, pointer)
    if (bytes && (await DECODE[kind](held.shelf, bytes, pointer.hash))) held.hashes[kind] = pointer.hash
  }

  const refresh = async (site: string, held: Held): Promise<void> => {
    // One kind's failure must not keep the others from being refreshed.
    await Promise.allSettled(KINDS.map((kind) => load(site, kind, held)))
  }

  return {
    async shelf(site, later) {
      const now = options.now()
      const held = sites.get(site) ?? { shelf: {}, hashes: {}, checked: now, ready: false }
      sites.set(site, held)
      if (!held.ready) {
        // Several first questions may look side by side: a promise of another request can't be awaited safely.
        const looking = refresh(site, held).then(() => {
          held.ready = true
        })
        await within(looking, options.patience ?? PATIENCE).catch(() => later(looking))
      } else if (now - held.checked >= options.refresh) {
        held.checked = now
        later(refresh(site, held))
      }
      return held.shelf
    },
  }
}
