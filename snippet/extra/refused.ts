import type { SavedBatch } from '../store.ts'
import { type Device, knownTo } from './device.ts'
import { forget, replace, settle } from './identity.ts'

/** A batch that the edge refused for good, and why; `why` shows the newest ten. */
export interface Refused {
  status: number
  code: string | undefined
  batch: SavedBatch
}
const PILE = 10
const pile: Refused[] = []

/**
 * What becomes of a batch that was refused for good: it is kept aside, counted and told of (below 0); but if it is
 * only the id that the edge does not take, it waits for another (1 ms), and of an erased visitor nothing stays.
 */
export async function refused(
  device: Device,
  batch: SavedBatch,
  status: number,
  code: string | undefined,
): Promise<number> {
  const known = knownTo(device)
  const { visitor } = batch
  if (!known) return 1
  if (code === 'visitor_unknown' && (visitor === known.id || visitor === known.was)) {
    batch.visitor = undefined
    if (visitor === known.id) replace(device, known)
    void settle(device)
    return 1
  }
  if (code === 'visitor_erased' && visitor === known.id) {
    forget(device)
    return 1
  }
  pile.unshift({ status, code, batch })
  pile.length = Math.min(pile.length, PILE)
  device.tell('refused', pile)
  return -1
}
