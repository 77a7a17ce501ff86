import { rarely } from './rarely.ts'
import type { BatchStore, SavedBatch } from './store.ts'
import { type Known, mintId } from './visitor.ts'
import type { Batch, Event, Loss } from './wire.ts'

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
/**
 * How long an event waits for others to share its batch, ms: what a page begins with and the blocks that are seen first
 * come within it. It is what a crash can lose; a page that is hidden or left waits for nothing.
 */
export const GATHER = 1e4

type Timer = ReturnType<typeof setTimeout>

/**
 * Events on their way to the edge: gathered under an id, closed, kept until that id is acknowledged. What is given up
 * is counted by reason and told with a later batch.
 * `deliver` sends one batch once; it resolves to 0 when the edge has it, to less when the edge refused it for good,
 * else to the least wait before the next try, ms. Without a consenting `visitor` nothing is frozen, kept or sent, and
 * what is of an earlier grant is dropped. A batch that was frozen before the device has its id waits for it. `alone`
 * runs work in one tab of this origin at a time, or not at all while another tab does. `now` is epoch ms.
 */
export function createOutbox(
  store: BatchStore,
  deliver: (batch: SavedBatch) => Promise<number>,
  visitor: () => Known | undefined,
  alone: (work: () => Promise<unknown>) => unknown,
  now: () => number,
  later: (work: () => void, ms: number) => Timer = setTimeout as never,
  random: () => number = Math.random,
) {
  let queue: Event[] = []
  let kept: SavedBatch[] = []
  /** Of what is kept, the batch that is still gathering: it is told to questions, but not yet stored or sent. */
  let open: SavedBatch | undefined
  let timer: Timer | undefined
  let failures = 0
  let notBefore = 0
  /** Events given up and not yet told of. */
  let lost: SavedBatch['lost']
  const inFlight = new Set<SavedBatch>()

  const drop = (batch: SavedBatch) => {
    kept = kept.filter((other) => other !== batch)
    store._drop(batch.batch)
  }
  const lose = rarely((reason: Loss, count: number) => {
    lost ||= {}
    lost[reason] = (lost[reason] || 0) + count
  })
  const giveUp = rarely((batch: SavedBatch, reason: Loss) => {
    lose(reason, batch.events.length)
    for (const told in batch.lost) lose(told as Loss, batch.lost[told as Loss]!)
    drop(batch)
  })

  /**
   * Puts what was recorded into batches and closes them, the newest only when its time is over: what is closed never
   * changes again. Makes room by age and size, oldest first.
   */
  const freeze = ({ id, grant, era }: Known) => {
    const changed = new Set([open])
    const begin = () => {
      open = { batch: mintId(), visitor: id, grant, era, at: now(), size: 0, events: [] }
      kept.unshift(open)
      changed.add(open)
    }
    for (const event of queue.splice(0)) {
      const text = JSON.stringify(event)
      const size = text.length
      if (
        !kept.includes(open!) ||
        open!.era !== era ||
        open!.grant !== grant ||
        open!.size + size > BATCH_SIZE
      )
        begin()
      // A copy: a page that is left before it has settled still gets its title.
      open!.events.push(JSON.parse(text))
      open!.size += size
    }
    let total = 0
    for (const batch of kept) {
      total += batch.size
      const reason =
        batch.size > BODY_SIZE
          ? 'size'
          : total > MAX_SIZE
            ? 'room'
            : now() - batch.at > MAX_AGE
              ? 'age'
              : // Of whoever was here before: another tab may hold it with their id on it.
                !batch.visitor && batch.era !== era && 'logout'
      // Erasing what an earlier grant left may have failed, or been missed by a page that lay in a cache.
      if (batch.grant !== grant) drop(batch)
      // What is in flight may have arrived: it is not given up before that is known.
      else if (reason && !inFlight.has(batch)) giveUp(batch, reason)
      else if (!batch.visitor && id) {
        batch.visitor = id
        changed.add(batch)
      }
    }
    // Told with a batch that is kept like any other: however often it is sent, a loss counts once.
    if (lost) {
      if (!kept.includes(open!)) begin()
      open!.lost = lost
      lost = timer = undefined
    }
    if (!timer) open = undefined
    kept.filter((batch) => batch !== open && changed.has(batch)).forEach(store._put)
  }

  const send = async (batch: SavedBatch) => {
    inFlight.add(batch)
    let wait = await deliver(batch)
    inFlight.delete(batch)
    // Erased meanwhile: nothing is left to be tried, and there is room for what came after.
    if (!kept.includes(batch)) wait = 0
    if (wait < 0) giveUp(batch, 'refused')
    if (!wait) {
      failures = notBefore = 0
      drop(batch)
      await pump()
    } else if (now() >= notBefore) {
      // Exponential with equal jitter (AWS architecture blog, "Exponential backoff and jitter"), 1 s to 5 min.
      const pause = Math.max(wait, Math.min(3e5, 1e3 * 2 ** failures++) * (0.5 + random() / 2))
      notBefore = now() + pause
      // Whatever the clock says then: timers fire up to a millisecond early.
      later(() => flush(1), pause)
    }
  }

  /** Sends what may leave now, newest first. */
  const pump = (leaving?: number) => {
    const known = visitor()
    return (
      known &&
      (leaving || now() >= notBefore) &&
      Promise.all(
        kept.map(
          (batch) =>
            batch !== open &&
            (batch.visitor || known.cookie) &&
            !inFlight.has(batch) &&
            inFlight.size < FLYING &&
            send(batch),
        ),
      )
    )
  }

  /**
   * Looks through all there is and sends what is closed. What gathers is closed when its time is over (0) or, whatever
   * the backoff says, when the page is left or a pause has ended (1).
   */
  const flush = (leaving?: number) => {
    if (leaving! >= 0) timer = clearTimeout(timer) as undefined
    const known = visitor()
    if (known) freeze(known)
    return pump(leaving)
  }

  return {
    _record(event: Event): void {
      if (queue[QUEUE - 1]) lose('memory', 1)
      else queue.push(event)
      timer ||= later(() => flush(0), GATHER)
    },
    _flush: flush,
    /**
     * Takes over what earlier pages left behind, one tab at a time. What waits for an id is left to them until there
     * is one in storage, which all tabs share: else two would send it under two.
     */
    _restore: rarely((stored: Known) =>
      alone(async () => {
        const saved = await store._all()
        // Asked only now: whoever withdrew meanwhile had storage cleared, and this reading must not bring it back.
        if (visitor())
          for (const batch of saved)
            if (
              (batch.visitor || stored.id || stored.cookie) &&
              !kept.some((own) => own.batch === batch.batch)
            )
              kept.push(batch)
        flush()
      }),
    ),
    /** Batches not yet acknowledged of the visitor whose era is asked for, newest first while they fit a request. */
    _pending({ era }: Known): Batch[] {
      let room = BODY_SIZE
      return kept
        .filter(({ era: whose, size }) => {
          room -= size
          return whose === era && room > 0
        })
        .slice(0, PENDING_BATCHES)
        .map(({ batch, events }) => ({ batch, events }))
    },
    /** Forgets everything, here and in storage. */
    _erase: rarely((): void => {
      queue = []
      kept = []
      lost = undefined
      store._clear()
    }),
  }
}
