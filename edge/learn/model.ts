import { readArtefact, readPointer } from '../publish/pointer.ts'
import { replace } from '../publish/publish.ts'
import type { TidyStore } from '../publish/store.ts'
import { openModel, tuningOf } from '../recommend/model.ts'
import type { Touches } from '../recommend/touches.ts'
import { trainColumns } from '../recommend/train.ts'
import type { Tuning } from '../recommend/tuning.ts'
import { visitsOf } from '../recommend/visits.ts'
import { heard } from '../recommend/voices.ts'

/** Who publishes what a scheduled run trained. */
export const SCHEDULE = 'schedule'
/** Fewer visits than this say less than the catalogue's own order. */
const FEWEST = 20

/**
 * Trains a model and publishes it. The live one stays where there is too little to learn from, where somebody else
 * published one of more visits (`npm run train`), and while `partial` touches hold fewer visits than it.
 */
export async function teachModel(
  store: TidyStore,
  site: string,
  touches: Touches,
  { now, partial }: { now: number; partial: boolean },
): Promise<boolean> {
  const visits = visitsOf(touches)
  const count = heard(visits).length
  if (count < FEWEST) return false
  const pointer = await readPointer(store, site, 'model')
  const live = pointer && (await liveModel(store, pointer))
  if (live && (partial || pointer.author !== SCHEDULE) && live.sessions > count) return false
  const model = trainColumns(visits, live && { tuning: live.tuning })
  const message = `trained on ${count} visits`
  await replace(store, site, 'model', model, { at: now, author: SCHEDULE, message })
  return true
}

/** How much the live model knows, and what it was tuned to: tuning takes longer than a Worker may, so it is carried on. */
async function liveModel(
  store: TidyStore,
  pointer: NonNullable<Awaited<ReturnType<typeof readPointer>>>,
): Promise<{ sessions: number; tuning: Tuning } | undefined> {
  const bytes = await readArtefact(store, 'model', pointer)
  const opened = bytes && openModel(bytes)
  return opened?.ok ? { sessions: opened.model.meta.sessions, tuning: tuningOf(opened.model) } : undefined
}
