import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BATCH_SIZE, BODY_SIZE, GATHER, PENDING_BATCHES } from '../../../snippet/outbox.ts'
import { LIMITS } from '../../../snippet/wire.ts'
import { event, memoryStore, outboxes, settle } from './outbox-harness.ts'

const { at, open, pass, stored, told, who } = outboxes()

test('[O2] a batch stays until its own id is acknowledged, also when events are added while it flies', async () => {
  const acknowledge: ((wait: number) => void)[] = []
  at.answers = () =>
    new Promise((done) => {
      acknowledge.push(done)
    })
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush(0)
  await settle()
  const [first] = at.sent
  outbox._record(event('click'))
  outbox._flush(0)
  expect(at.memory.kept.size).toBe(2)
  acknowledge[0]!(0)
  await settle()
  expect([...at.memory.kept.keys()]).toEqual([at.sent[1]!.batch])
  expect(at.sent[1]!.batch).not.toBe(first!.batch)
  expect(at.sent.map((batch) => batch.events.map(({ name }) => name))).toEqual([['page_view'], ['click']])
})

test('[O3] a batch that was refused for now comes again with the same id and the same events', async () => {
  let tries = 0
  at.answers = ({ batch }) => (batch === at.sent[0]!.batch && ++tries < 4 ? 1 : 0)
  const outbox = open()
  outbox._record(event('purchase'))
  outbox._flush(0)
  for (let i = 0; i < 8; i++) {
    await settle()
    outbox._record(event('click'))
    await pass(5 * 60_000)
  }
  const again = at.sent.filter(({ batch }) => batch === at.sent[0]!.batch)
  expect(again.length).toBe(4)
  expect(new Set(again.map((batch) => JSON.stringify(batch.events))).size).toBe(1)
  expect(at.memory.kept.size).toBe(0)
})

test('[O3] what was frozen stays as it is, whatever becomes of the event that was recorded', async () => {
  at.answers = () => 1
  const outbox = open()
  const here: { path: string; title?: string } = { path: '/' }
  outbox._record({ ...event('page_view'), page: here })
  outbox._flush(0)
  await settle()
  here.title = 'Read later'
  await pass(5 * 60_000)
  expect(at.sent.map(({ events }) => events[0]!.page)).toEqual([{ path: '/' }, { path: '/' }])
  expect([...at.memory.kept.values()][0]!.events[0]!.page).toEqual({ path: '/' })
})

test('[O4] waits longer after each failure, up to five minutes, at least as long as the edge asks, never without jitter', async () => {
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  const pauses: number[] = []
  for (let i = 0; i < 12; i++) {
    await settle()
    const [due] = at.timers.at(-1)!
    pauses.push(due - at.clock)
    await pass(due - at.clock)
  }
  expect(pauses.slice(0, 4)).toEqual([750, 1500, 3000, 6000])
  expect(Math.max(...pauses)).toBe(225_000)
  at.answers = () => 400_000
  await pass(225_000)
  expect(at.timers.at(-1)![0] - at.clock).toBe(400_000)
  // What gathers meanwhile waits with it.
  const { length } = at.sent
  outbox._record(event('click'))
  await pass(GATHER)
  expect(at.sent.length).toBe(length)
})

test('[O4] once a batch has arrived, the next waits for nothing and its first failure for a second', async () => {
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  await pass(750)
  const due = () => at.timers.at(-1)![0] - at.clock
  expect(due()).toBe(1500)
  // The page is left, which waits for no backoff.
  at.answers = () => 0
  outbox._flush(1)
  await settle()
  expect(at.memory.kept.size).toBe(0)
  at.answers = () => 1
  outbox._record(event('login'))
  outbox._flush(0)
  await settle()
  expect([at.sent.at(-1)!.events, due()]).toEqual([[event('login')], 750])
})

test('[O4] a timer that fires a little early still sends', async () => {
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  const [[due, work]] = at.timers.splice(-1) as [[number, () => void]]
  at.clock = due - 1
  at.answers = () => 0
  work()
  await settle()
  expect([at.sent.length, at.memory.kept.size]).toEqual([2, 0])
})

test('[O5] without consent nothing is frozen, stored or sent; what was gathered waits in memory, bounded', async () => {
  at.granted = false
  const outbox = open()
  const nothing = () => expect([at.sent, [...at.memory.kept], outbox._pending(who())]).toEqual([[], [], []])
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
  at.granted = true
  at.visitor = 'v2'
  outbox._flush()
  await settle()
  expect(at.sent.flatMap((batch) => batch.events).length).toBe(500)
  expect(new Set(at.sent.map((batch) => batch.visitor))).toEqual(new Set(['v2']))
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
      at.answers = () => 1
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
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('sign_up'))
  outbox._flush(0)
  await settle()
  at.clock += 3 * 86_400_000 + 1
  for (let i = 0; i < 300; i++) {
    outbox._record(event('click', 4000))
    outbox._flush(0)
  }
  await settle()
  const kept = [...at.memory.kept.values()]
  expect(kept.some(({ events }) => events[0]!.name === 'sign_up')).toBe(false)
  expect(JSON.stringify(kept).length).toBeLessThan(530_000)
  expect(kept.length).toBeGreaterThan(100)
})

test('[O8] a later page takes over what an earlier one left, offers it as pending and delivers it once', async () => {
  at.answers = () => 1
  const first = open()
  first._record(event('add_to_cart'))
  first._flush(0)
  await settle()
  at.sent = []
  at.answers = () => 0
  const second = open()
  let pending: unknown[] = []
  at.answers = () => {
    pending = second._pending(who())
    return 0
  }
  await second._restore(stored())
  await settle()
  expect(pending).toEqual([{ batch: at.sent[0]!.batch, events: [event('add_to_cart')] }])
  expect(at.sent.length).toBe(1)
  expect(at.memory.kept.size).toBe(0)
})

test('[O9] pending batches of another visitor stay out of the question', async () => {
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  at.visitor = 'someone else'
  at.era = 1
  expect(outbox._pending(who())).toEqual([])
})

test('[O9] nor is the next visitor told of what waits for the id of the one before', async () => {
  for (const before of [{ cookie: undefined }, { cookie: true as const }]) {
    at.visitor = undefined
    at.cookie = before.cookie
    at.era = 0
    at.answers = () => new Promise(() => {})
    const outbox = open()
    outbox._record(event('purchase'))
    outbox._flush(1)
    outbox._record(event('click'))
    outbox._flush()
    expect(outbox._pending(who()).length).toBe(2)
    at.era = 1
    expect(outbox._pending(who())).toEqual([])
  }
})

test('[O10] erasing forgets memory and storage, also what is in flight', async () => {
  let acknowledge: (wait: number) => void = () => {}
  at.answers = () =>
    new Promise((done) => {
      acknowledge = done
    })
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  outbox._record(event('click'))
  outbox._flush()
  outbox._record(event('click'))
  at.granted = false
  outbox._erase()
  acknowledge(1)
  await pass(600_000)
  at.granted = true
  await pass(600_000)
  outbox._flush(0)
  await settle()
  expect(at.sent.length).toBe(1)
  expect(at.memory.kept.size).toBe(0)
  // Nor does what comes next bring it back, or go with it.
  outbox._record(event('login'))
  outbox._flush()
  outbox._erase()
  outbox._record(event('sign_up'))
  await pass(GATHER)
  expect(at.sent.slice(1).map(({ events }) => events.map(({ name }) => name))).toEqual([['sign_up']])
})

test('[O11] storage that fails leaves an outbox in memory', async () => {
  const outbox = open({ _put: () => {}, _drop: () => {}, _all: async () => [], _clear: () => {} })
  outbox._record(event('click'))
  await outbox._restore(stored())
  await pass(GATHER)
  expect(at.sent.length).toBe(1)
})

test('[O16] what an earlier grant left behind, its erasure having failed, is neither sent nor kept', async () => {
  // Seed 5180 of the simulator: storage is blocked while consent is withdrawn, and granted again.
  at.answers = () => 1
  const before = open()
  before._record(event('click'))
  before._flush(0)
  await settle()
  const [withdrawn] = at.sent
  at.grant = 2
  at.sent = []
  at.answers = () => 0
  const after = open()
  await after._restore(stored())
  await settle()
  expect([after._pending(who()), at.sent, at.memory.kept.has(withdrawn!.batch)]).toEqual([[], [], false])
})

test('[O16] the last batches of who was here before a logout still leave, under their own id', async () => {
  at.answers = () => 1
  const before = open()
  before._record(event('purchase'))
  before._flush(0)
  await settle()
  at.visitor = 'v2'
  at.sent = []
  at.answers = () => 0
  const after = open()
  await after._restore(stored())
  await settle()
  expect(at.sent.map(({ visitor }) => visitor)).toEqual(['v1'])
})

test('[O16] while consent is not known, what is kept stays as it is', async () => {
  at.answers = () => 1
  const before = open()
  before._record(event('click'))
  before._flush(0)
  await settle()
  at.granted = false
  const after = open()
  await after._restore(stored())
  expect(at.memory.kept.size).toBe(1)
})

test('[O17] each loss is counted by its reason and told once, with a batch that is kept like any other', async () => {
  at.answers = ({ events }) => (events.some(({ name }) => name === 'share') ? -1 : 1)
  const outbox = open()
  outbox._record(event('share'))
  outbox._record(event('share', 30_000))
  outbox._flush(0)
  await pass(10 * 60_000)
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  at.clock += 3 * 86_400_000 + 1
  at.answers = () => 0
  outbox._record(event('login'))
  outbox._flush(0)
  await pass(600_000)
  expect(told()).toEqual({ size: 1, refused: 1, age: 1 })
  expect(at.sent.at(-1)!.events.map(({ name }) => name)).toEqual(['login'])
  expect(at.memory.kept.size).toBe(0)
})

test('[O17] a refused batch comes no more, and its loss is told by the next; refusals wait as failures do', async () => {
  at.answers = () => -1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  expect(at.sent.length).toBe(1)
  expect(at.memory.kept.size).toBe(0)
  // However often that is refused as well.
  for (let i = 0; i < 5; i++) await pass(300_000)
  expect(at.sent.length).toBeLessThanOrEqual(6)
  at.answers = () => 0
  await pass(300_000)
  expect(at.sent.at(-1)).toMatchObject({ events: [], lost: { refused: 1 } })
  const { length } = at.sent
  await pass(600_000)
  expect(at.sent.length).toBe(length)
})

test('[O18] what is frozen before the device has an id is kept, waits for it, and leaves under it', async () => {
  at.visitor = undefined
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush(1)
  await settle()
  expect([at.sent.length, at.memory.kept.size, outbox._pending(who()).length]).toEqual([0, 1, 1])
  at.visitor = 'given'
  expect(outbox._pending(who()).length).toBe(1)
  at.answers = () => 1
  outbox._flush(0)
  await settle()
  expect(at.sent.map((batch) => batch.visitor)).toEqual(['given'])
  // Whoever comes next, this batch stays theirs.
  expect([...at.memory.kept.values()].map((batch) => batch.visitor)).toEqual(['given'])
  at.visitor = 'next'
  at.era = 1
  expect(outbox._pending(who())).toEqual([])
})

test('[O18] of a batch that waits for an id in two tabs none leaves under the next visitor', async () => {
  at.visitor = undefined
  const first = open()
  first._record(event('click'))
  first._flush(0)
  await settle()
  const second = open()
  await second._restore(stored())
  at.visitor = 'A'
  first._flush(0)
  await settle()
  // The other tab has not heard of A, only of who came after.
  at.visitor = 'B'
  at.era = 1
  second._record(event('login'))
  second._flush(0)
  await settle()
  expect(at.sent.map(({ visitor, events }) => [visitor, events.map(({ name }) => name)])).toEqual([
    ['A', ['click']],
    ['B', ['login']],
  ])
})

test('[O18] where a cookie holds the id, batches name none; what missed its cookie is given up and told of', async () => {
  at.visitor = undefined
  at.cookie = true
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('click'))
  outbox._flush(0)
  await settle()
  expect(at.sent[0]).toHaveProperty('visitor', undefined)
  at.era = 1
  at.answers = () => 0
  outbox._record(event('login'))
  outbox._flush(1)
  await settle()
  expect(at.sent.at(-1)).toMatchObject({ events: [event('login')], lost: { logout: 1 } })
})
