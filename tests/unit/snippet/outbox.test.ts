import fc from 'fast-check'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { BATCH_SIZE, BODY_SIZE, createOutbox, GATHER, PENDING_BATCHES } from '../../../snippet/outbox.ts'
import type { BatchStore, SavedBatch } from '../../../snippet/store.ts'
import type { Known } from '../../../snippet/visitor.ts'
import { type Event, LIMITS } from '../../../snippet/wire.ts'

/** A store that keeps copies, as a disk does. */
function memoryStore() {
  const kept = new Map<string, SavedBatch>()
  const store: BatchStore = {
    _put: (batch) => void kept.set(batch.batch, structuredClone(batch)),
    _drop: (id) => void kept.delete(id),
    _all: async () => structuredClone([...kept.values()]),
    _clear: () => kept.clear(),
  }
  return { kept, store }
}

let clock = 0
let visitor: string | undefined = 'v1'
/** Analytics is granted; the device may still be without an id. */
let granted = true
let cookie: true | undefined
let grant = 1
let era: number | undefined
let timers: [at: number, work: () => void][] = []
vi.stubGlobal('clearTimeout', (timer: unknown) => {
  timers = timers.filter((other) => other !== timer)
})
afterAll(() => vi.unstubAllGlobals())
let answers: ((batch: SavedBatch) => number | Promise<number>) | undefined
let sent: SavedBatch[] = []
let accepted: SavedBatch[] = []
let memory = memoryStore()

beforeEach(() => {
  clock = 1e12
  visitor = 'v1'
  granted = true
  cookie = undefined
  grant = 1
  era = undefined
  timers = []
  answers = undefined
  sent = []
  accepted = []
  memory = memoryStore()
})

const open = (store = memory.store) =>
  createOutbox(
    store,
    async (batch) => {
      sent.push(structuredClone(batch))
      const wait = answers ? await answers(batch) : 0
      if (!wait) accepted.push(structuredClone(batch))
      return wait
    },
    () => (granted ? who() : undefined),
    (work) => work(),
    () => clock,
    ((work: () => void, ms: number) => {
      const timer: (typeof timers)[number] = [clock + ms, work]
      timers.push(timer)
      return timer
    }) as never,
    () => 0.5,
  )
const who = (): Known => ({ id: visitor, cookie, grant, era })
/** What all tabs share. */
const stored = (): Known => ({ id: visitor, cookie })
const settle = () => new Promise((done) => setImmediate(done))
/** Lets time pass, and what was due happen. */
async function pass(ms: number) {
  clock += ms
  const due = timers.filter(([at]) => at <= clock)
  timers = timers.filter(([at]) => at > clock)
  for (const [, work] of due) work()
  await settle()
}
/** What the edge was told of as given up. */
const told = () => {
  const sums: Record<string, number> = {}
  for (const { lost = {} } of accepted)
    for (const [reason, count] of Object.entries(lost)) sums[reason] = (sums[reason] ?? 0) + count
  return sums
}
const event = (name: string, size = 0): Event =>
  ({ name, created_at: 1, page: { path: `/${'x'.repeat(size)}` } }) as Event

test('[O2] a batch stays until its own id is acknowledged, also when events are added while it flies', async () => {
  const acknowledge: ((wait: number) => void)[] = []
  answers = () =>
    new Promise((done) => {
      acknowledge.push(done)
    })
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush(0)
  await settle()
  const [first] = sent
  outbox._record(event('click'))
  outbox._flush(0)
  expect(memory.kept.size).toBe(2)
  acknowledge[0]!(0)
  await settle()
  expect([...memory.kept.keys()]).toEqual([sent[1]!.batch])
  expect(sent[1]!.batch).not.toBe(first!.batch)
  expect(sent.map((batch) => batch.events.map(({ name }) => name))).toEqual([['page_view'], ['click']])
})

test('[O3] a batch that was refused for now comes again with the same id and the same events', async () => {
  let tries = 0
  answers = ({ batch }) => (batch === sent[0]!.batch && ++tries < 4 ? 1 : 0)
  const outbox = open()
  outbox._record(event('purchase'))
  outbox._flush(0)
  for (let i = 0; i < 8; i++) {
    await settle()
    outbox._record(event('click'))
    await pass(5 * 60_000)
  }
  const again = sent.filter(({ batch }) => batch === sent[0]!.batch)
  expect(again.length).toBe(4)
  expect(new Set(again.map((batch) => JSON.stringify(batch.events))).size).toBe(1)
  expect(memory.kept.size).toBe(0)
})

test('[O3] what was frozen stays as it is, whatever becomes of the event that was recorded', async () => {
  answers = () => 1
  const outbox = open()
  const here: { path: string; title?: string } = { path: '/' }
  outbox._record({ ...event('page_view'), page: here })
  outbox._flush(0)
  await settle()
  here.title = 'Read later'
  await pass(5 * 60_000)
  expect(sent.map(({ events }) => events[0]!.page)).toEqual([{ path: '/' }, { path: '/' }])
  expect([...memory.kept.values()][0]!.events[0]!.page).toEqual({ path: '/' })
})

test('[O4] waits longer after each failure, up to five minutes, at least as long as the edge asks, never without jitter', async () => {
  answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  const pauses: number[] = []
  for (let i = 0; i < 12; i++) {
    await settle()
    const [at] = timers.at(-1)!
    pauses.push(at - clock)
    await pass(at - clock)
  }
  expect(pauses.slice(0, 4)).toEqual([750, 1500, 3000, 6000])
  expect(Math.max(...pauses)).toBe(225_000)
  answers = () => 400_000
  await pass(225_000)
  expect(timers.at(-1)![0] - clock).toBe(400_000)
  // What gathers meanwhile waits with it.
  const { length } = sent
  outbox._record(event('click'))
  await pass(GATHER)
  expect(sent.length).toBe(length)
})

test('[O4] a timer that fires a little early still sends', async () => {
  answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  const [[at, work]] = timers.splice(-1) as [[number, () => void]]
  clock = at - 1
  answers = () => 0
  work()
  await settle()
  expect([sent.length, memory.kept.size]).toEqual([2, 0])
})

test('[O5] without consent nothing is frozen, stored or sent; what was gathered waits in memory, bounded', async () => {
  granted = false
  const outbox = open()
  const nothing = () => expect([sent, [...memory.kept], outbox._pending(who())]).toEqual([[], [], []])
  for (let i = 0; i < 2000; i++) outbox._record(event('click'))
  nothing()
  // The page begins, its time is over, it takes over what was left, it is hidden.
  for (const happens of [
    () => outbox._flush(),
    () => pass(GATHER),
    () => outbox._restore(stored()),
    () => outbox._flush(1),
  ]) {
    await happens()
    await settle()
    nothing()
  }
  granted = true
  visitor = 'v2'
  outbox._flush()
  await settle()
  expect(sent.flatMap((batch) => batch.events).length).toBe(500)
  expect(new Set(sent.map((batch) => batch.visitor))).toEqual(new Set(['v2']))
  expect(told()).toEqual({ memory: 1500 })
})

test('[O6] batches keep within the wire, whatever is recorded', async () => {
  expect(BATCH_SIZE * 3).toBeLessThanOrEqual(LIMITS.BATCH_BYTES)
  expect(BATCH_SIZE / 62).toBeLessThanOrEqual(LIMITS.EVENTS_PER_BATCH)
  expect(BODY_SIZE * 3 + LIMITS.CAPSULE_BYTES).toBeLessThanOrEqual(LIMITS.BODY_BYTES)
  expect(PENDING_BATCHES).toBe(LIMITS.PENDING_BATCHES)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 120 }), async (sizes) => {
      const { store, kept } = memoryStore()
      answers = () => 1
      const outbox = open(store)
      for (const size of sizes) outbox._record(event('share', size))
      outbox._flush(0)
      await settle()
      const batches = [...kept.values()]
      for (const { events } of batches) {
        expect(events.length).toBeLessThanOrEqual(LIMITS.EVENTS_PER_BATCH)
        expect(events.length === 1 || JSON.stringify(events).length <= LIMITS.BATCH_BYTES).toBe(true)
      }
      expect(batches.flatMap(({ events }) => events).length).toBe(sizes.length)
      expect(JSON.stringify(outbox._pending(who())).length).toBeLessThan(LIMITS.BODY_BYTES)
    }),
    { numRuns: 60 },
  )
})

test('[O7] after three days offline the oldest are gone, and no more than half a megabyte is kept', async () => {
  answers = () => 1
  const outbox = open()
  outbox._record(event('sign_up'))
  outbox._flush(0)
  await settle()
  clock += 3 * 86_400_000 + 1
  for (let i = 0; i < 300; i++) {
    outbox._record(event('click', 4000))
    outbox._flush(0)
  }
  await settle()
  const kept = [...memory.kept.values()]
  expect(kept.some(({ events }) => events[0]!.name === 'sign_up')).toBe(false)
  expect(JSON.stringify(kept).length).toBeLessThan(530_000)
  expect(kept.length).toBeGreaterThan(100)
})

test('[O8] a later page takes over what an earlier one left, offers it as pending and delivers it once', async () => {
  answers = () => 1
  const first = open()
  first._record(event('add_to_cart'))
  first._flush(0)
  await settle()
  sent = []
  answers = () => 0
  const second = open()
  let pending: unknown[] = []
  answers = () => {
    pending = second._pending(who())
    return 0
  }
  await second._restore(stored())
  await settle()
  expect(pending).toEqual([{ batch: sent[0]!.batch, events: [event('add_to_cart')] }])
  expect(sent.length).toBe(1)
  expect(memory.kept.size).toBe(0)
})

test('[O9] pending batches of another visitor stay out of the question', async () => {
  answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  visitor = 'someone else'
  era = 1
  expect(outbox._pending(who())).toEqual([])
})

test('[O9] nor is the next visitor told of what waits for the id of the one before', async () => {
  for (const before of [{ cookie: undefined }, { cookie: true as const }]) {
    visitor = undefined
    cookie = before.cookie
    era = 0
    answers = () => new Promise(() => {})
    const outbox = open()
    outbox._record(event('purchase'))
    outbox._flush(1)
    outbox._record(event('click'))
    outbox._flush()
    expect(outbox._pending(who()).length).toBe(2)
    era = 1
    expect(outbox._pending(who())).toEqual([])
  }
})

test('[O10] erasing forgets memory and storage, also what is in flight', async () => {
  let acknowledge: (wait: number) => void = () => {}
  answers = () =>
    new Promise((done) => {
      acknowledge = done
    })
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  outbox._record(event('click'))
  outbox._flush()
  outbox._record(event('click'))
  granted = false
  outbox._erase()
  acknowledge(1)
  await pass(600_000)
  granted = true
  await pass(600_000)
  outbox._flush(0)
  await settle()
  expect(sent.length).toBe(1)
  expect(memory.kept.size).toBe(0)
  // Nor does what comes next bring it back, or go with it.
  outbox._record(event('login'))
  outbox._flush()
  outbox._erase()
  outbox._record(event('sign_up'))
  await pass(GATHER)
  expect(sent.slice(1).map(({ events }) => events.map(({ name }) => name))).toEqual([['sign_up']])
})

test('[O11] storage that fails leaves an outbox in memory', async () => {
  const outbox = open({ _put: () => {}, _drop: () => {}, _all: async () => [], _clear: () => {} })
  outbox._record(event('click'))
  await outbox._restore(stored())
  await pass(GATHER)
  expect(sent.length).toBe(1)
})

test('[O16] what an earlier grant left behind, its erasure having failed, is neither sent nor kept', async () => {
  // Seed 5180 of the simulator: storage is blocked while consent is withdrawn, and granted again.
  answers = () => 1
  const before = open()
  before._record(event('click'))
  before._flush(0)
  await settle()
  const [withdrawn] = sent
  grant = 2
  sent = []
  answers = () => 0
  const after = open()
  await after._restore(stored())
  await settle()
  expect([after._pending(who()), sent, memory.kept.has(withdrawn!.batch)]).toEqual([[], [], false])
})

test('[O16] the last batches of who was here before a logout still leave, under their own id', async () => {
  answers = () => 1
  const before = open()
  before._record(event('purchase'))
  before._flush(0)
  await settle()
  visitor = 'v2'
  sent = []
  answers = () => 0
  const after = open()
  await after._restore(stored())
  await settle()
  expect(sent.map(({ visitor: owner }) => owner)).toEqual(['v1'])
})

test('[O16] while consent is not known, what is kept stays as it is', async () => {
  answers = () => 1
  const before = open()
  before._record(event('click'))
  before._flush(0)
  await settle()
  granted = false
  const after = open()
  await after._restore(stored())
  expect(memory.kept.size).toBe(1)
})

test('[O17] each loss is counted by its reason and told once, with a batch that is kept like any other', async () => {
  answers = ({ events }) => (events.some(({ name }) => name === 'share') ? -1 : 1)
  const outbox = open()
  outbox._record(event('share'))
  outbox._record(event('share', 30_000))
  outbox._flush(0)
  await pass(10 * 60_000)
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  clock += 3 * 86_400_000 + 1
  answers = () => 0
  outbox._record(event('login'))
  outbox._flush(0)
  await pass(600_000)
  expect(told()).toEqual({ size: 1, refused: 1, age: 1 })
  expect(sent.at(-1)!.events.map(({ name }) => name)).toEqual(['login'])
  expect(memory.kept.size).toBe(0)
})

test('[O17] a refused batch comes no more, and its loss is told by the next; refusals wait as failures do', async () => {
  answers = () => -1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  expect(sent.length).toBe(1)
  expect(memory.kept.size).toBe(0)
  // However often that is refused as well.
  for (let i = 0; i < 5; i++) await pass(300_000)
  expect(sent.length).toBeLessThanOrEqual(6)
  answers = () => 0
  await pass(300_000)
  expect(sent.at(-1)).toMatchObject({ events: [], lost: { refused: 1 } })
  const { length } = sent
  await pass(600_000)
  expect(sent.length).toBe(length)
})

test('[O18] what is frozen before the device has an id is kept, waits for it, and leaves under it', async () => {
  visitor = undefined
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush(1)
  await settle()
  expect([sent.length, memory.kept.size, outbox._pending(who()).length]).toEqual([0, 1, 1])
  visitor = 'given'
  expect(outbox._pending(who()).length).toBe(1)
  answers = () => 1
  outbox._flush(0)
  await settle()
  expect(sent.map((batch) => batch.visitor)).toEqual(['given'])
  // Whoever comes next, this batch stays theirs.
  expect([...memory.kept.values()].map((batch) => batch.visitor)).toEqual(['given'])
  visitor = 'next'
  era = 1
  expect(outbox._pending(who())).toEqual([])
})

test('[O18] of a batch that waits for an id in two tabs none leaves under the next visitor', async () => {
  visitor = undefined
  const first = open()
  first._record(event('click'))
  first._flush(0)
  await settle()
  const second = open()
  await second._restore(stored())
  visitor = 'A'
  first._flush(0)
  await settle()
  // The other tab has not heard of A, only of who came after.
  visitor = 'B'
  era = 1
  second._record(event('login'))
  second._flush(0)
  await settle()
  expect(sent.map(({ visitor: owner, events }) => [owner, events.map(({ name }) => name)])).toEqual([
    ['A', ['click']],
    ['B', ['login']],
  ])
})

test('[O18] where a cookie holds the id, batches name none; what missed its cookie is given up and told of', async () => {
  visitor = undefined
  cookie = true
  answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  expect(sent[0]).toHaveProperty('visitor', undefined)
  era = 1
  answers = () => 0
  outbox._record(event('login'))
  outbox._flush(1)
  await settle()
  expect(sent.at(-1)).toMatchObject({ events: [event('login')], lost: { logout: 1 } })
})

const names = (batches: { events: Event[] }[]) => batches.map(({ events }) => events.map(({ name }) => name))

test('[O25] what a page gathers in ten seconds is one batch: told to every question under the id that it leaves under, not stored or sent before', async () => {
  expect(GATHER).toBe(10_000)
  let acknowledge: (wait: number) => void = () => {}
  answers = () =>
    new Promise((done) => {
      acknowledge = done
    })
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush()
  const [told] = outbox._pending(who())
  await pass(GATHER - 1)
  outbox._record(event('block_view'))
  outbox._flush()
  expect([names(outbox._pending(who())), sent, memory.kept.size]).toEqual([
    [['page_view', 'block_view']],
    [],
    0,
  ])
  await pass(1)
  expect([names(sent), sent[0]!.batch, memory.kept.size]).toEqual([
    [['page_view', 'block_view']],
    told!.batch,
    1,
  ])
  outbox._record(event('click'))
  outbox._flush()
  expect(names(outbox._pending(who()))).toEqual([['click'], ['page_view', 'block_view']])
  acknowledge(0)
  await settle()
  expect([names(outbox._pending(who())), sent.length]).toEqual([[['click']], 1])
})

test('[O25] a page that is left sends what it gathered at once, and what comes next has its own ten seconds', async () => {
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush()
  await pass(1000)
  outbox._record(event('engagement'))
  outbox._flush(1)
  await settle()
  expect(names(sent)).toEqual([['page_view', 'engagement']])
  await pass(1000)
  outbox._record(event('page_view'))
  outbox._flush()
  await pass(GATHER - 1)
  expect(sent.length).toBe(1)
  await pass(1)
  expect(names(sent.slice(1))).toEqual([['page_view']])
})

test('[O25] more than a batch holds: what is full leaves, and nothing of it or before it is hidden from a question', async () => {
  answers = () => 1
  const outbox = open()
  outbox._record(event('add_to_cart'))
  outbox._flush(0)
  await settle()
  outbox._record(event('view_item_list', 5200))
  outbox._record(event('select_item', 4800))
  outbox._record(event('view_item', 200))
  outbox._flush()
  const pending = names(outbox._pending(who()))
  expect(pending).toEqual([['view_item'], ['select_item'], ['view_item_list'], ['add_to_cart']])
  await pass(300_000)
  expect(names([...memory.kept.values()]).sort()).toEqual(pending.sort())
})

test('[O25] a device that gets its signed id or its cookie while it gathers goes on telling of it', async () => {
  for (const given of [
    { id: 'signed', cookie: undefined },
    { id: undefined, cookie: true as const },
  ]) {
    visitor = 'provisional'
    const outbox = open()
    outbox._record(event('page_view'))
    outbox._flush()
    visitor = given.id
    cookie = given.cookie
    outbox._flush()
    expect(names(outbox._pending(who()))).toEqual([['page_view']])
    outbox._record(event('click'))
    outbox._flush()
    expect(names(outbox._pending(who()))).toEqual([['page_view', 'click']])
    cookie = undefined
  }
})

test('[O26] what comes under a new grant does not join what an earlier one gathered', async () => {
  const outbox = open()
  outbox._record(event('before'))
  outbox._flush()
  visitor = 'v2'
  grant = 2
  outbox._record(event('after'))
  outbox._flush(1)
  await settle()
  expect(sent.map((batch) => [batch.visitor, ...names([batch])]).sort()).toEqual([
    ['v1', ['before']],
    ['v2', ['after']],
  ])
})

test('[O26] while a page gathers, what earlier pages left is looked through and sent as ever: whose it is, how old, which id it waits for', async () => {
  // By cookie identity, and a reset in the next page's own queue: nobody's batch is sent as somebody else's.
  answers = () => 1
  visitor = undefined
  cookie = true
  era = 0
  const before = open()
  before._record(event('purchase'))
  before._flush(1)
  await settle()
  era = 1
  sent = []
  answers = () => 0
  const next = open()
  next._record(event('page_view'))
  next._flush()
  await next._restore(stored())
  await settle()
  expect(sent).toMatchObject([{ events: [event('page_view')], lost: { logout: 1 } }])

  // Older than three days.
  memory = memoryStore()
  visitor = 'v1'
  cookie = undefined
  answers = () => 1
  const old = open()
  old._record(event('sign_up'))
  old._flush(1)
  await settle()
  clock += 4 * 86_400_000
  sent = []
  answers = () => 0
  const late = open()
  late._record(event('page_view'))
  late._flush()
  await late._restore(stored())
  await settle()
  expect(sent).toMatchObject([{ events: [event('page_view')], lost: { age: 1 } }])
  expect([...memory.kept]).toEqual([])

  // Waiting for an id, which has come meanwhile; what is gathered goes on gathering.
  visitor = undefined
  const early = open()
  early._record(event('login'))
  early._flush(1)
  await settle()
  visitor = 'v2'
  sent = []
  const last = open()
  last._record(event('page_view'))
  last._flush()
  await last._restore(stored())
  await settle()
  expect(sent).toMatchObject([{ visitor: 'v2', events: [event('login')] }])
  expect(names(last._pending(who()))).toEqual([['page_view']])
})

test('[O26] what was gathered under one visitor does not leave under the next', async () => {
  const outbox = open()
  outbox._record(event('purchase'))
  outbox._flush()
  visitor = 'v2'
  era = 1
  outbox._record(event('login'))
  outbox._flush()
  expect(names(outbox._pending(who()))).toEqual([['login']])
  await pass(GATHER)
  expect(sent.map(({ visitor: owner, events }) => [owner, events.map(({ name }) => name)]).sort()).toEqual([
    ['v1', ['purchase']],
    ['v2', ['login']],
  ])
})

test('[O27] what had gathered in vain leaves with the consent, or the id, that it waited for', async () => {
  granted = false
  const outbox = open()
  outbox._record(event('page_view'))
  await pass(GATHER)
  granted = true
  outbox._flush()
  await settle()
  expect(names(sent)).toEqual([['page_view']])

  sent = []
  visitor = undefined
  outbox._record(event('login'))
  await pass(GATHER)
  expect([sent, memory.kept.size]).toEqual([[], 1])
  visitor = 'v2'
  outbox._flush()
  await settle()
  expect(names(sent)).toEqual([['login']])
})

test('[O17] a loss that is noticed while a page gathers is on the disk at once, with what was gathered', async () => {
  answers = () => 1
  const outbox = open()
  outbox._record(event('share'))
  outbox._flush(0)
  await settle()
  clock += 3 * 86_400_000 + 1
  outbox._record(event('page_view'))
  outbox._flush()
  await settle()
  expect([...memory.kept.values()]).toMatchObject([{ events: [event('page_view')], lost: { age: 1 } }])
})
