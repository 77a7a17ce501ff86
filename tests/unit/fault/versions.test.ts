import { expect, test } from 'vitest'
import type { CollectRequest } from '../../../snippet/wire.ts'
import { createLedger } from '../../fault/sim/ledger.ts'
import { loadSnippet, newBrowser, openTab, type Tab } from '../../fault/sim/page.ts'
import { createWorld } from '../../fault/sim/world.ts'

// The snippet against edges of other versions than its own.

/** What an edge answers, by route; `undefined` is a route that it does not have. */
type Answers = Record<'collect' | 'decide' | 'consent', (body: CollectRequest) => object>

async function visit(answers: Answers): Promise<{ kept: number; sent: CollectRequest[]; told: unknown[] }> {
  await loadSnippet()
  const world = createWorld(1e12)
  const browser = newBrowser('b')
  const sent: CollectRequest[] = []
  const told: unknown[] = []
  const send = async (_: Tab, url: string, init: RequestInit): Promise<Response> => {
    const route = new URL(url).pathname.split('/').at(-1) as keyof Answers
    const body = JSON.parse(String(init.body)) as CollectRequest
    if (route === 'collect') sent.push(body)
    return Response.json(answers[route](body))
  }
  const tab = openTab(browser, 't', {
    world,
    ledger: createLedger(world.now),
    crypto,
    random: () => 0.5,
    send,
  })
  tab.command('on', 'decision', (decided: unknown) => told.push(decided))
  tab.command('consent', 'granted')
  for (let n = 0; n < 5; n++) {
    tab.command('track', 'click', { target: `e${n}` })
    await world.pass(10_000)
  }
  return { kept: browser.disk.batches.size, sent, told }
}
const visitor = `${'v'.repeat(24)}.${'m'.repeat(22)}`
/** Once each: a batch may be sent again, the edge knows it by its id. */
const targets = (sent: CollectRequest[]) => [
  ...new Set(sent.flatMap(({ events }) => events.flatMap(({ target }) => target ?? []))),
]

test('[A24] an older edge says less: what it acknowledges is settled, what it does not decide stays as it is', async () => {
  const { kept, sent, told } = await visit({
    collect: ({ batch }) => ({ ack: batch }),
    decide: () => ({}),
    consent: () => ({ visitor }),
  })
  expect([targets(sent), kept, told]).toEqual([
    ['e0', 'e1', 'e2', 'e3', 'e4'],
    0,
    [{}, {}].slice(0, told.length),
  ])
  // An edge that gives no id leaves the device under the one that it made up.
  expect(new Set(sent.map((body) => body.visitor)).size).toBe(1)
})

test('[A24] a newer edge says more, and says it elsewhere: what is not known is passed over', async () => {
  const more = { v: 99, next: { says: ['more'], deep: { er: [1, null] } }, seq: 'not a number', capsule: '' }
  const { kept, sent, told } = await visit({
    collect: ({ batch }) => ({ ...more, ack: batch, accepted: { by: 'name' }, dropped: null }),
    decide: () => ({ ...more, decisions: { 'home-hero': { ...more, block: 'b', html: '', items: 7 } } }),
    consent: ({ consent }) => ({ ...more, receipt: [], consent, visitor }),
  })
  expect([targets(sent), kept, told.length > 0]).toEqual([['e0', 'e1', 'e2', 'e3', 'e4'], 0, true])
})
