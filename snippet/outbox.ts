import type { BatchStore, SavedBatch } from './store.ts'
import { mintId } from './visitor.ts'
import type { Batch, Event } from './wire.ts'

/**
 * Sizes are in UTF-16 units, which are quick to count and take three bytes at most: so a batch stays within the 16 KB
 * and, the smallest event taking 62, within the 100 events of wire.ts's LIMITS, and a body within its 64 KB. A test
 * holds this.
 */
export const BATCH_SIZE = 5e3
export const BODY_SIZE = 2e4
export const PENDING_BATCHES = 20
/** How many events are held in memory before consent. */
const QUEUE = 500
/** Three days in ms, and what the batches may take: the oldest go first. */
const MAX_AGE = 2592e5
const MAX_SIZE = 5e5
/** How many batches fly at a time: browsers let 64 KB of keepalive requests out. */
const FLYING = 3
/** How long an event waits for others to share its batch, ms. */
const GATHER = 2e3

type Timer = ReturnType<typeof setTimeout>

/**
 * Events on their way to the edge: gathered, frozen under an id, kept until that id is acknowledged.
 * `deliver` sends one batch once; it resolves to 0 when the batch is settled for good, else to the least wait before
 * the next try, ms. Without a consenting `visitor` nothing is frozen, kept or sent. `alone` runs work in one tab of
 * this origin at a time, or not at all while another tab does. `now` is epoch ms.
 */
export function createOutbox(
  store: BatchStore,
  deliver: (batch: SavedBatch) => Promise<number>,
  visitor: () => string | undefined,
  alone: (work: () => Promise<unknown>) => unknown,
  now: () => number,
  later: (work: () => void, ms: number) => Timer = setTimeout as never,
  random: () => number = Math.random,
) {
  let queue: Event[] = []
  let kept: SavedBatch[] = []
  let timer: Timer | undefined
  let failures = 0
  let notBefore = 0
  /** Events given up and not yet told of. */
  let lost = 0
  const inFlight = new Set<SavedBatch>()

  const drop = (batch: SavedBatch) => {
    kept = kept.filter((other) => other !== batch)
    store('readwrite', (batches) => batches.delete(batch.batch))
  }

  /** Closes what was gathered into batches that never change again; makes room by age and size, oldest first. */
  const freeze = (owner: string) => {
    let open: SavedBatch | undefined
    const begin = () => {
      const batch = { batch: mintId(), visitor: owner, at: now(), size: 0, events: [], lost: 0 }
      open = batch
      kept.unshift(batch)
      // The store reads it in a later turn, when it is complete.
      store('readwrite', (batches) => batches.put(batch, batch.batch))
    }
    for (const event of queue.splice(0)) {
      const size = JSON.stringify(event).length
      if (!open || open.size + size > BATCH_SIZE) begin()
      open!.events.push(event)
      open!.size += size
    }
    let total = 0
    for (const batch of kept) {
      total += batch.size
      // What is in flight may have arrived: it is not given up before that is known.
      if (
        !inFlight.has(batch) &&
        (batch.size > BODY_SIZE || total > MAX_SIZE || now() - batch.at > MAX_AGE)
      ) {
        lost += batch.lost + batch.events.length
        drop(batch)
      }
    }
    // Told with a batch that is kept like any other: however often it is sent, a loss counts once.
    if (lost) {
      if (!kept.includes(open!)) begin()
      open!.lost = lost
      lost = 0
    }
  }

  const send = async (batch: SavedBatch) => {
    inFlight.add(batch)
    const wait = await deliver(batch)
    inFlight.delete(batch)
    if (!wait) {
      failures = notBefore = 0
      drop(batch)
      await pump()
    } else if (now() >= notBefore) {
      // Exponential with equal jitter (AWS architecture blog, "Exponential backoff and jitter"), 1 s to 5 min.
      const pause = Math.max(wait, Math.min(3e5, 1e3 * 2 ** failures++) * (0.5 + random() / 2))
      notBefore = now() + pause
      later(flush, pause)
    }
  }

  /** Sends what may leave now, newest first. */
  const pump = (leaving?: unknown) =>
    visitor() &&
    (leaving || now() >= notBefore) &&
    Promise.all(kept.map((batch) => !inFlight.has(batch) && inFlight.size < FLYING && send(batch)))

  /** Freezes what was gathered and sends it; `leaving` is the last chance, whatever the backoff says. */
  const flush = (leaving?: unknown) => {
    clearTimeout(timer)
    timer = undefined
    const owner = visitor()
    if (owner) freeze(owner)
    return pump(leaving)
  }

  return {
    _record(event: Event): void {
      if (queue.length < QUEUE) queue.push(event)
      else lost++
      if (!timer) timer = later(flush, GATHER)
    },
    _flush: flush,
    /** Takes over what earlier pages left behind, one tab at a time, and calls `adopted` when it is known. */
    _restore: (adopted: () => void) =>
      alone(async () => {
        // Whoever withdraws meanwhile has storage cleared: this reading must not bring it back.
        const owner = visitor()
        for (const batch of (await store(
          'readonly',
          (batches) => batches.getAll() as IDBRequest<SavedBatch[]>,
        )) || [])
          if (owner === visitor() && !kept.some((own) => own.batch === batch.batch)) kept.push(batch)
        adopted()
        await flush()
      }),
    /** This visitor's batches not yet acknowledged, newest first while they fit a request. */
    _pending(): Batch[] {
      let room = BODY_SIZE
      return kept
        .filter(({ visitor: owner, size }) => {
          room -= size
          return owner === visitor() && room > 0
        })
        .slice(0, PENDING_BATCHES)
        .map(({ batch, events }) => ({ batch, events }))
    },
    /** Forgets everything, here and in storage. */
    _erase(): void {
      queue = []
      kept = []
      store('readwrite', (batches) => batches.clear())
    },
  }
}
