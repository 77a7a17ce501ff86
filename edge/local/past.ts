import { readLearned } from '../learn/keep.ts'
import { readPointer } from '../publish/pointer.ts'
import { ownName, publish } from '../publish/publish.ts'
import type { ArtefactStore } from '../publish/store.ts'
import { nothingLearned, packLearned } from '../recommend/learned.ts'
import { lines } from '../recommend/offline/lines.ts'
import type { JournalLine } from '../recommend/offline/read-sessions.ts'
import { seeded } from '../recommend/random.ts'
import { KIND } from '../recommend/sessions.ts'
import { foldTouches } from '../recommend/touch-fold.ts'
import { noTouches, type Touch } from '../recommend/touches.ts'
import { train } from '../recommend/train.ts'
import { tune } from '../recommend/tune.ts'
import { visitsOf } from '../recommend/visits.ts'

const KINDS: Record<string, number> = {
  view_item: KIND.view,
  add_to_cart: KIND.cart,
  purchase: KIND.purchase,
}
/** Enough to learn the weights of a small shop from, in about a second. */
const TUNING = { searchQuestions: 500, rankerQuestions: 2000, random: seeded(1) }

/**
 * Gives a shop the past that a file tells (one visitor a line): what the scheduled handler goes on from, and a model
 * tuned on it. A shop that has learned something already keeps that; says what it did.
 */
export async function publishPast(
  store: ArtefactStore,
  site: string,
  now: number,
  author: string,
  path: string,
): Promise<string> {
  const { touches: known } = (await readLearned(store, site)).learned
  if (known.visitors.length > 0 && (await readPointer(store, site, 'model')))
    return `a model that has learned from ${visitsOf(known).ends.length} visits`
  const touches = foldTouches(noTouches(), await readTouches(path))
  const visits = visitsOf(touches)
  const model = train(visits, { tuning: tune(visits, TUNING) })
  await publish(store, site, 'model', model, { at: now, author })
  const learned = packLearned({ ...nothingLearned(), touches })
  await publish(store, site, 'learned', learned, { at: now, author }, await ownName(site, learned))
  return `a model of ${visits.ends.length} visits`
}

async function readTouches(path: string): Promise<Touch[]> {
  const touches: Touch[] = []
  for await (const line of lines(path)) {
    const { visitor, events } = JSON.parse(line) as JournalLine
    for (const { name, time, items } of events) {
      const kind = KINDS[name]
      if (kind !== undefined)
        for (const { item_id } of items ?? []) touches.push({ visitor, item_id, time, kind })
    }
  }
  return touches
}
