import { type Device, knownTo } from '../extra/device.ts'
import { watchDeadClicks } from './dead-clicks.ts'
import { watchLeaving } from './leaving.ts'
import { wordsOf } from './referrer.ts'
import { watchVitals } from './vitals.ts'

// Loaded by acquaint.js once the page has nothing better to do, for whoever consented.

let watching = false

/** What is done for a consenting visitor only, and in no haste: core web vitals, clicks that nothing answers, what was asked elsewhere, the way to the next page. */
export function watch(device: Device): void {
  if (watching) return
  watching = true
  const now = () => Math.round(performance.timeOrigin + performance.now())
  // Most have no referrer, and to read addresses takes 9 KB.
  const search_term = document.referrer && wordsOf(document.referrer, location.host)
  if (search_term) device.record({ name: 'search', search_term, method: 'referrer' })
  device.vitals = watchVitals()
  watchLeaving(() => device.leave?.(1))
  watchDeadClicks(now, (click) => {
    if (knownTo(device)) device.record(click)
  })
}
