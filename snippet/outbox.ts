import type { BatchStore, SavedBatch } from './store.ts'
import type { Batch, Event } from './wire.ts'

/** As LIMITS in wire.ts says; copied so that the whole table need not ship (a test holds them equal). */
export const BATCH_BYTES = 16384
export const EVENTS_PER_BATCH = 100
export const PENDING_BATCHES = 20
const BODY_BYTES = 6e4

/** Three days in ms, and what they may take: the oldest go first. */
const MAX_AGE = 2592e5
const MAX_BYTES = 5e5

/** How a try ended: `0` settled for good, else not before so many ms. */
export type Wait = number

export interface OutboxParts {
  store: BatchStore
  /** Sends one batch once. */
  deliver(batch: SavedBatch): Promise<Wait>
  /** The consenting visitor's id; without one nothing is frozen, kept or sent. */
  visitor(): string | undefined
  /** Runs alone among the tabs of this origin, or not at all while another tab does. */
  alone(work: () => Promise<unknown>): void
  now(): number
  mint(): string
  later(work: () => void, ms: number): void
  random(): number
}

const bytes = (value: unknown) => new Blob([JSON.stringify(value)]).size

/** Events on their way to the edge: gathered, frozen under an id, kept until that id is acknowledged. */
export function createOutbox(parts: OutboxParts) {
  const { store, now, later } = parts
  let queue: Event[] = []
  let kept: SavedBatch[] = []
  let flying = 0
  let failures = 0
  let notBefore = 0
  let due: number | undefined
  let lost = 0
  const inFlight = new Set<string>()

  const drop = (batch: SavedBatch) => {
    kept = kept.filter((other) => other.batch !== batch.batch)
    store.remove(batch.batch)
  }

  /** Closes what was gathered into batches that never change again. */
  const freeze = () => {
    const visitor = parts.visitor()
    if (!visitor) return
    let open: SavedBatch | undefined
    const fresh: SavedBatch[] = []
    for (const event of queue.splice(0)) {
      const size = bytes(event)
      if (size > BODY_BYTES) {
        lost++
        continue
      }
      if (!open || open.size + size > BATCH_BYTES || open.events.length >= EVENTS_PER_BATCH) {
        open = { batch: parts.mint(), events: [], visitor, at: now(), size: 0 }
        fresh.push(open)
      }
      open.events.push(event)
      open.size += size
    }
    kept.push(...fresh)
    fresh.forEach(store.put)
    let total = 0
    for (const batch of [...kept].reverse()) {
      total += batch.size
      if (total > MAX_BYTES || now() - batch.at > MAX_AGE) {
        lost += batch.events.length
        drop(batch)
      }
    }
  }

  const send = async (batch: SavedBatch) => {
    inFlight.add(batch.batch)
    flying += batch.size
    const wait = await parts.deliver(batch)
    flying -= batch.size
    inFlight.delete(batch.batch)
    if (!wait) {
      failures = notBefore = 0
      drop(batch)
      pump()
    } else if (now() >= notBefore) {
      // Exponential with equal jitter (AWS architecture blog, "Exponential backoff and jitter"), 1 s to 5 min.
      const pause = Math.max(wait, Math.min(3e5, 1e3 * 2 ** failures++) * (0.5 + parts.random() / 2))
      notBefore = now() + pause
      later(flush, pause)
    }
  }

  /** Sends what may leave now, newest first: browsers let 64 KB of keepalive requests fly at a time. */
  const pump = (leaving?: boolean) =>
    Promise.all(
      (now() < notBefore && !leaving ? [] : [...kept].reverse()).map(
        (batch) => !inFlight.has(batch.batch) && (!flying || flying + batch.size < BODY_BYTES) && send(batch),
      ),
    )

  const flush = (leaving?: boolean) => {
    due = undefined
    freeze()
    return pump(leaving === true)
  }

  return {
    /** Takes an event; it leaves within `soon` ms, or as the page does. */
    _record(event: Event, soon: number): void {
      if (queue.length < EVENTS_PER_BATCH * 5) queue.push(event)
      else lost++
      if (due === undefined || now() + soon < due) {
        due = now() + soon
        later(() => due !== undefined && now() >= due && flush(), soon)
      }
    },
    _flush: flush,
    /** Tries again at once, whatever the backoff says. */
    _wake(): void {
      notBefore = 0
      flush()
    },
    /** Takes over what earlier pages left behind; resolves when it is known. One tab at a time then sends it. */
    async _restore(): Promise<void> {
      const own = new Set(kept.map((batch) => batch.batch))
      const left = (await store.all()).filter((batch) => !own.has(batch.batch))
      kept.unshift(...left)
      for (const { batch } of left) inFlight.add(batch)
      parts.alone(async () => {
        // Another tab may have delivered some while this one waited.
        const still = new Set((await store.all()).map((batch) => batch.batch))
        kept = kept.filter(({ batch }) => own.has(batch) || !inFlight.delete(batch) || still.has(batch))
        await pump()
      })
    },
    /** The batches not yet acknowledged, newest first while they fit a request. */
    _pending(): Batch[] {
      let total = 0
      return [...kept]
        .reverse()
        .slice(0, PENDING_BATCHES)
        .filter(({ size, visitor }) => {
          total += size
          return visitor === parts.visitor() && total < BODY_BYTES * 0.8
        })
        .map(({ batch, events }) => ({ batch, events }))
    },
    /** Forgets everything, here and in storage. */
    _erase(): void {
      queue = []
      kept = []
      store.clear()
    },
    /** Forgets what was not frozen. */
    _discard(): void {
      queue = []
    },
    _lost: () => lost,
  }
}
