import type { Storage } from './browser.ts'

/** What may happen next; each stands for itself, so that any of them can be left out when a failure is made small. */
export type Operation =
  | { op: 'record'; browser: number; count: number; size: number }
  | { op: 'open' | 'kill' | 'leave' | 'grant' | 'deny' | 'forget' | 'decide'; browser: number }
  | { op: 'online'; browser: number; is: boolean }
  | { op: 'storage'; browser: number; is: Storage }
  | { op: 'clock'; browser: number; years: number }
  /** Shares of requests that meet each fault. */
  | { op: 'network'; loss: number; silent: number; twice: number; delay: number }
  | { op: 'store'; fails: number; after: number }
  | { op: 'restart' }
  | { op: 'pass'; ms: number }

const MINUTE = 60_000
const DAY = 86_400_000

/** A story of `length` operations. */
export function write(random: () => number, browsers: number, length: number): Operation[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const someone = () => Math.floor(random() * browsers)
  const share = (most: number) => (random() < 0.3 ? 0 : random() * most)
  const next = (): Operation => {
    const n = random() * 100
    const browser = someone()
    if (n < 30)
      return {
        op: 'record',
        browser,
        count: 1 + Math.floor(random() ** 3 * 120),
        size: Math.floor(random() ** 4 * 6000),
      }
    if (n < 52)
      return {
        op: 'pass',
        ms: pick([
          10,
          500,
          2500,
          2500,
          2500,
          30_000,
          30_000,
          10 * MINUTE,
          90 * MINUTE,
          random() < 0.3 ? 3.5 * DAY : MINUTE,
        ]),
      }
    if (n < 60) return { op: 'open', browser }
    if (n < 65) return { op: 'kill', browser }
    if (n < 70) return { op: 'leave', browser }
    if (n < 74) return { op: 'grant', browser }
    if (n < 76) return { op: 'deny', browser }
    if (n < 77) return { op: 'forget', browser }
    if (n < 82) return { op: 'decide', browser }
    if (n < 86) return { op: 'online', browser, is: random() < 0.5 }
    if (n < 88) return { op: 'storage', browser, is: pick(['works', 'works', 'full', 'blocked']) }
    if (n < 90) return { op: 'clock', browser, years: pick([-10, -1, 0, 0, 1, 10]) }
    if (n < 95)
      return {
        op: 'network',
        loss: share(0.6),
        silent: share(0.5),
        twice: share(0.3),
        delay: share(1) * 20_000,
      }
    if (n < 98) return { op: 'store', fails: share(0.7), after: share(0.5) }
    return { op: 'restart' }
  }
  return Array.from({ length }, next)
}
