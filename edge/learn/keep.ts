import { readArtefact, readPointer } from '../publish/pointer.ts'
import { replace } from '../publish/publish.ts'
import type { ArtefactStore, TidyStore } from '../publish/store.ts'
import { type Learned, nothingLearned, openLearned, packLearned } from '../recommend/learned.ts'

/** What a site's journal taught so far, and when that was written down (epoch ms); nothing where it can't be read, so that learning starts anew. */
export async function readLearned(
  store: ArtefactStore,
  site: string,
): Promise<{ learned: Learned; at: number }> {
  const pointer = await readPointer(store, site, 'learned')
  const bytes = pointer && (await readArtefact(store, 'learned', pointer))
  const opened = bytes && openLearned(bytes)
  return opened?.ok
    ? { learned: opened.learned, at: pointer!.at }
    : { learned: nothingLearned(), at: Number.NEGATIVE_INFINITY }
}

/** Writes it down; whoever reads sees the old or the new whole. */
export async function keepLearned(
  store: TidyStore,
  site: string,
  learned: Learned,
  now: number,
): Promise<void> {
  await replace(store, site, 'learned', packLearned(learned), { at: now })
}
