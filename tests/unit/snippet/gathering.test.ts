import { expect, test } from 'vitest'
import { GATHER } from '../../../snippet/outbox.ts'
import { event, memoryStore, names, outboxes, settle } from './outbox-harness.ts'

const { at, open, pass, stored, who } = outboxes()

test('[O25] what a page gathers in ten seconds is one batch: told to every question under the id that it leaves under, not stored or sent before', async () => {
  expect(GATHER).toBe(10_000)
  let acknowledge: (wait: number) => void = () => {}
  at.answers = () =>
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
  expect([names(outbox._pending(who())), at.sent, at.memory.kept.size]).toEqual([
    [['page_view', 'block_view']],
    [],
    0,
  ])
  await pass(1)
  expect([names(at.sent), at.sent[0]!.batch, at.memory.kept.size]).toEqual([
    [['page_view', 'block_view']],
    told!.batch,
    1,
  ])
  outbox._record(event('click'))
  outbox._flush()
  expect(names(outbox._pending(who()))).toEqual([['click'], ['page_view', 'block_view']])
  acknowledge(0)
  await settle()
  expect([names(outbox._pending(who())), at.sent.length]).toEqual([[['click']], 1])
})

test('[O25] a page that is left sends what it gathered at once, and what comes next has its own ten seconds', async () => {
  const outbox = open()
  outbox._record(event('page_view'))
  outbox._flush()
  await pass(1000)
  outbox._record(event('engagement'))
  outbox._flush(1)
  await settle()
  expect(names(at.sent)).toEqual([['page_view', 'engagement']])
  await pass(1000)
  outbox._record(event('page_view'))
  outbox._flush()
  await pass(GATHER - 1)
  expect(at.sent.length).toBe(1)
  await pass(1)
  expect(names(at.sent.slice(1))).toEqual([['page_view']])
})

test('[O25] more than a batch holds: what is full leaves, and nothing of it or before it is hidden from a question', async () => {
  at.answers = () => 1
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
  expect(names([...at.memory.kept.values()]).sort()).toEqual(pending.sort())
})

test('[O25] a device that gets its signed id or its cookie while it gathers goes on telling of it', async () => {
  for (const given of [
    { id: 'signed', cookie: undefined },
    { id: undefined, cookie: true as const },
  ]) {
    at.visitor = 'provisional'
    const outbox = open()
    outbox._record(event('page_view'))
    outbox._flush()
    at.visitor = given.id
    at.cookie = given.cookie
    outbox._flush()
    expect(names(outbox._pending(who()))).toEqual([['page_view']])
    outbox._record(event('click'))
    outbox._flush()
    expect(names(outbox._pending(who()))).toEqual([['page_view', 'click']])
    at.cookie = undefined
  }
})

test('[O26] what comes under a new grant does not join what an earlier one gathered, and that is dropped', async () => {
  const outbox = open()
  outbox._record(event('before'))
  outbox._flush()
  at.visitor = 'v2'
  at.grant = 2
  outbox._record(event('after'))
  outbox._flush(1)
  await settle()
  expect(at.sent.map((batch) => [batch.visitor, ...names([batch])])).toEqual([['v2', ['after']]])
})

test('[O26] while a page gathers, what earlier pages left is looked through and sent as ever: whose it is, how old, which id it waits for', async () => {
  // By cookie identity, and a reset in the next page's own queue: nobody's batch is sent as somebody else's.
  at.answers = () => 1
  at.visitor = undefined
  at.cookie = true
  at.era = 0
  const before = open()
  before._record(event('purchase'))
  before._flush(1)
  await settle()
  at.era = 1
  at.sent = []
  at.answers = () => 0
  const next = open()
  next._record(event('page_view'))
  next._flush()
  await next._restore(stored())
  await settle()
  expect(at.sent).toMatchObject([{ events: [event('page_view')], lost: { logout: 1 } }])

  // Older than three days.
  at.memory = memoryStore()
  at.visitor = 'v1'
  at.cookie = undefined
  at.answers = () => 1
  const old = open()
  old._record(event('sign_up'))
  old._flush(1)
  await settle()
  at.clock += 4 * 86_400_000
  at.sent = []
  at.answers = () => 0
  const late = open()
  late._record(event('page_view'))
  late._flush()
  await late._restore(stored())
  await settle()
  expect(at.sent).toMatchObject([{ events: [event('page_view')], lost: { age: 1 } }])
  expect([...at.memory.kept]).toEqual([])

  // Waiting for an id, which has come meanwhile; what is gathered goes on gathering.
  at.visitor = undefined
  const early = open()
  early._record(event('login'))
  early._flush(1)
  await settle()
  at.visitor = 'v2'
  at.sent = []
  const last = open()
  last._record(event('page_view'))
  last._flush()
  await last._restore(stored())
  await settle()
  expect(at.sent).toMatchObject([{ visitor: 'v2', events: [event('login')] }])
  expect(names(last._pending(who()))).toEqual([['page_view']])
})

test('[O26] what was gathered under one visitor does not leave under the next', async () => {
  const outbox = open()
  outbox._record(event('purchase'))
  outbox._flush()
  at.visitor = 'v2'
  at.era = 1
  outbox._record(event('login'))
  outbox._flush()
  expect(names(outbox._pending(who()))).toEqual([['login']])
  await pass(GATHER)
  expect(at.sent.map(({ visitor, events }) => [visitor, events.map(({ name }) => name)]).sort()).toEqual([
    ['v1', ['purchase']],
    ['v2', ['login']],
  ])
})

test('[O27] what had gathered in vain leaves with the consent, or the id, that it waited for', async () => {
  at.granted = false
  const outbox = open()
  outbox._record(event('page_view'))
  await pass(GATHER)
  at.granted = true
  outbox._flush()
  await settle()
  expect(names(at.sent)).toEqual([['page_view']])

  at.sent = []
  at.visitor = undefined
  outbox._record(event('login'))
  await pass(GATHER)
  expect([at.sent, at.memory.kept.size]).toEqual([[], 1])
  at.visitor = 'v2'
  outbox._flush()
  await settle()
  expect(names(at.sent)).toEqual([['login']])
})

test('[O17] a loss that is noticed while a page gathers is on the disk at once, with what was gathered', async () => {
  at.answers = () => 1
  const outbox = open()
  outbox._record(event('share'))
  outbox._flush(0)
  await settle()
  at.clock += 3 * 86_400_000 + 1
  outbox._record(event('page_view'))
  outbox._flush()
  await settle()
  expect([...at.memory.kept.values()]).toMatchObject([{ events: [event('page_view')], lost: { age: 1 } }])
})
