import { afterAll, beforeEach, vi } from 'vitest'
import { createOutbox } from '../../../snippet/outbox.ts'
import type { BatchStore, SavedBatch } from '../../../snippet/store.ts'
import type { Known } from '../../../snippet/visitor.ts'
import type { Event } from '../../../snippet/wire.ts'

/** What is around an outbox: a test sets how things are, and looks at what became of them. */
interface Around {
  /** Epoch ms. */
  clock: number
  timers: [due: number, work: () => void][]
  visitor: string | undefined
  cookie: true | undefined
  /** Analytics is granted; the device may still be without an id. */
  granted: boolean
  grant: number
  era: number | undefined
  memory: ReturnType<typeof memoryStore>
  /** What the edge says to a batch, as `deliver` resolves. */
  answers: (batch: SavedBatch) => number | Promise<number>
  sent: SavedBatch[]
  accepted: SavedBatch[]
}

/** How every test begins: a device with an id and consent, nothing kept, an edge that takes all. */
const beginning = (): Around => ({
  clock: 1e12,
  timers: [],
  visitor: 'v1',
  cookie: undefined,
  granted: true,
  grant: 1,
  era: undefined,
  memory: memoryStore(),
  answers: () => 0,
  sent: [],
  accepted: [],
})

/** A store that keeps copies, as a disk does. */
export function memoryStore() {
  const kept = new Map<string, SavedBatch>()
  const store: BatchStore = {
    _put: (batch) => void kept.set(batch.batch, structuredClone(batch)),
    _drop: (id) => void kept.delete(id),
    _all: async () => structuredClone([...kept.values()]),
    _clear: () => kept.clear(),
  }
  return { kept, store }
}

/** An event of that name, at least so long. */
export const event = (name: string, size = 0): Event =>
  ({ name, created_at: 1, page: { path: `/${'x'.repeat(size)}` } }) as Event

/** What each batch holds, by name. */
export const names = (batches: { events: Event[] }[]) =>
  batches.map(({ events }) => events.map(({ name }) => name))

/** Lets everything happen that waits for no time. */
export const settle = () => new Promise((done) => setImmediate(done))

/** Outboxes for a file of tests, and what is around them, which begins anew for each. */
export function outboxes() {
  const at = beginning()
  beforeEach(() => void Object.assign(at, beginning()))
  vi.stubGlobal('clearTimeout', (timer: unknown) => {
    at.timers = at.timers.filter((other) => other !== timer)
  })
  afterAll(() => void vi.unstubAllGlobals())

  /** The edge: what it has not put off it has accepted. */
  const deliver = async (batch: SavedBatch) => {
    at.sent.push(structuredClone(batch))
    const wait = await at.answers(batch)
    if (!wait) at.accepted.push(structuredClone(batch))
    return wait
  }
  /** Sets a timer that comes due when the test says. */
  const later = (work: () => void, ms: number) => {
    const timer: Around['timers'][number] = [at.clock + ms, work]
    at.timers.push(timer)
    return timer
  }
  /** Who is here, as the page knows it. */
  const who = (): Known => ({ id: at.visitor, cookie: at.cookie, grant: at.grant, era: at.era })

  return {
    at,
    who,
    /** The outbox of a page that begins, over what the device keeps or another store. */
    open: (store = at.memory.store) =>
      createOutbox(
        store,
        deliver,
        () => (at.granted ? who() : undefined),
        (work) => work(),
        () => at.clock,
        later as never,
        () => 0.5,
      ),
    /** Who is here, as storage tells all tabs. */
    stored: (): Known => ({ id: at.visitor, cookie: at.cookie }),
    /** Lets time pass, and what was due happen. */
    async pass(ms: number) {
      at.clock += ms
      const due = at.timers.filter(([when]) => when <= at.clock)
      at.timers = at.timers.filter(([when]) => when > at.clock)
      for (const [, work] of due) work()
      await settle()
    },
    /** What the edge was told of as given up. */
    told() {
      const sums: Record<string, number> = {}
      for (const { lost = {} } of at.accepted)
        for (const [reason, count] of Object.entries(lost)) sums[reason] = (sums[reason] ?? 0) + count
      return sums
    },
  }
}
