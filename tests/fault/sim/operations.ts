import type { KvCondition } from './isolates.ts'
import type { Condition } from './storage.ts'

/** What may happen next; each stands for itself, so that any of them can be left out when a failure is made small. */
export type Operation =
  | { op: 'record'; browser: number; count: number; size: number }
  | {
      op: 'open' | 'kill' | 'leave' | 'back' | 'grant' | 'deny' | 'forget' | 'reset'
      browser: number
    }
  /** The way to another page begins; `stays`: it never comes. */
  | { op: 'go'; browser: number; stays: boolean }
  /** The shop logs somebody in; `again` with the token of before, as a page does that is loaded again. */
  | { op: 'identify'; browser: number; person: number; again: boolean }
  | { op: 'online'; browser: number; is: boolean }
  | { op: 'storage'; browser: number; is: Condition }
  | { op: 'clock'; browser: number; years: number }
  /** Shares of requests that meet each fault. */
  | { op: 'network'; loss: number; silent: number; twice: number; delay: number }
  | { op: 'store'; fails: number; after: number; hangs: number; slow: number }
  | { op: 'kv'; is: KvCondition }
  | { op: 'publish' }
  /** Ends an isolate so many ms from now and starts another, of this version or the next. */
  | { op: 'crash'; isolate: number; after: number; next: boolean }
  | { op: 'pass'; ms: number }

export const ISOLATES = 2
/** Fewer than browsers: one person has several devices, one device several persons. */
const PEOPLE = 2

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 1440 * MINUTE

/** A story of `length` operations. */
export function write(random: () => number, browsers: number, length: number): Operation[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const someone = () => Math.floor(random() * browsers)
  const share = (most: number) => (random() < 0.5 ? 0 : random() * most)
  /** Mostly few small events, now and then as many and as large as an outbox must give up on. */
  const record = (browser: number): Operation =>
    random() < 0.01
      ? { op: 'record', browser, count: 150, size: 4500 }
      : {
          op: 'record',
          browser,
          count: 1 + Math.floor(random() ** 4 * 30),
          size: random() < 0.8 ? 0 : Math.floor(random() * 900),
        }
  const pass = (): Operation => ({
    op: 'pass',
    ms: pick([10, 100, 500, 2500, 2500, 2500, 30 * SECOND, MINUTE, random() < 0.1 ? 3.5 * DAY : 10 * MINUTE]),
  })
  const table: [weight: number, make: (browser: number) => Operation][] = [
    [28, record],
    [22, pass],
    [7, (browser) => ({ op: 'open', browser })],
    [4, (browser) => ({ op: 'kill', browser })],
    [5, (browser) => ({ op: 'leave', browser })],
    [5, (browser) => ({ op: 'go', browser, stays: random() < 0.2 })],
    [3, (browser) => ({ op: 'back', browser })],
    [4, (browser) => ({ op: 'grant', browser })],
    [2, (browser) => ({ op: 'deny', browser })],
    [1, (browser) => ({ op: 'forget', browser })],
    [2, (browser) => ({ op: 'reset', browser })],
    [
      4,
      (browser) => ({
        op: 'identify',
        browser,
        person: Math.floor(random() * PEOPLE),
        again: random() < 0.25,
      }),
    ],
    [4, (browser) => ({ op: 'online', browser, is: random() < 0.5 })],
    [2, (browser) => ({ op: 'storage', browser, is: pick(['works', 'works', 'full', 'blocked']) })],
    [2, (browser) => ({ op: 'clock', browser, years: pick([-10, -1, 0, 0, 1, 10]) })],
    [
      4,
      () => ({
        op: 'network',
        loss: share(0.6),
        silent: share(0.5),
        twice: share(0.3),
        delay: share(1) * 20 * SECOND,
      }),
    ],
    [
      4,
      () => ({
        op: 'store',
        fails: share(0.7),
        after: share(0.5),
        hangs: share(0.4),
        slow: share(1) * pick([20, 800, 30 * SECOND]),
      }),
    ],
    [2, () => ({ op: 'kv', is: pick(['works', 'works', 'down', 'stale', 'missing', 'hangs'] as const) })],
    [1, () => ({ op: 'publish' })],
    [
      3,
      () => ({
        op: 'crash',
        isolate: Math.floor(random() * ISOLATES),
        after: Math.floor(random() * 300),
        next: random() < 0.5,
      }),
    ],
  ]
  const all = table.reduce((sum, [weight]) => sum + weight, 0)
  return Array.from({ length }, () => {
    let at = random() * all
    for (const [weight, make] of table) {
      at -= weight
      if (at < 0) return make(someone())
    }
    return pass()
  })
}
