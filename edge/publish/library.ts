import { within } from '../journal/deadline.ts'
import { readArtefact, readPointer } from './pointer.ts'
import { DECODE, type Published } from './published.ts'
import type { ArtefactStore } from './store.ts'

export interface LibraryOptions {
  /** How old what is published may be before it is looked up anew in the background, ms. */
  refresh: number
  /** How long an isolate's first questions wait for KV, ms; PATIENCE if absent. */
  patience?: number
  now: () => number
}

/** Runs work that nobody waits for (`ctx.waitUntil`). */
export type Later = (work: Promise<unknown>) => void

export interface Library {
  /** What the site serves; only an isolate's first questions wait for it, and not for ever. Never rejects. */
  published(site: string, later: Later): Promise<Published>
}

/** A slow first answer of KV is worth waiting for, a page without content longer than this is not, ms. */
const PATIENCE = 400

interface Held {
  published: Published
  hashes: Partial<Record<keyof typeof DECODE, string>>
  /** Epoch ms of the last look-up that was begun. */
  checked: number
  /** A look-up has ended, whatever it found. */
  ready: boolean
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
    if (bytes && (await DECODE[kind](held.published, bytes, pointer.hash)) === undefined)
      held.hashes[kind] = pointer.hash
  }

  const refresh = async (site: string, held: Held): Promise<void> => {
    // One kind's failure must not keep the others from being refreshed.
    await Promise.allSettled(KINDS.map((kind) => load(site, kind, held)))
  }

  return {
    async published(site, later) {
      const now = options.now()
      const held = sites.get(site) ?? { published: {}, hashes: {}, checked: now, ready: false }
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
      return held.published
    },
  }
}
