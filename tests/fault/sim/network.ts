import type {
  CollectResponse,
  DecideRequest,
  DecideResponse,
  IdentifyResponse,
  Losses,
} from '../../../snippet/wire.ts'
import type { Isolate } from './isolates.ts'
import { bare, type Ledger } from './ledger.ts'
import type { Tab } from './page.ts'
import { doomedBy, type Persons, subjectOfProof } from './persons.ts'
import type { World } from './world.ts'

/** Shares of requests that meet each fault; `delay` is the longest way in one direction, ms. */
export interface NetworkWeather {
  loss: number
  /** Arrives, and no answer is heard. */
  silent: number
  twice: number
  delay: number
}

/** Within what an answer must have left the edge, ms: a decision 50 ms after what it may wait for the journal. */
const MOST = { '/v1/collect': 2000, '/v1/decide': 150 } as Record<string, number>
/** How much longer an isolate may take that waits for its first look into KV, ms. */
const COLD = 400
const NO_ANSWER = 30_000
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36'

/** Where a proof may rightly be refused: it was used, or is too old by now. */
const PROOFS = '/v1/identify'

interface Body {
  visitor?: string
  batch?: string
  lost?: Losses
  token?: string
  consent?: { analytics: string; personalization: string }
}

/** The network between tabs and isolates: it may lose, delay, double and swallow. It watches what passes by. */
export function createNetwork(
  weather: NetworkWeather,
  isolates: Isolate[],
  {
    world,
    ledger,
    persons,
    random,
  }: { world: World; ledger: Ledger; persons: Persons; random: () => number },
) {
  const traffic = { requests: 0, decisions: 0, unavailable: 0 }

  /** What may leave a browser at all. */
  const inspect = (tab: Tab, method: string | undefined, path: string, body: Body) => {
    const { visitor, consent, batch, lost, token } = body
    if (batch !== undefined && lost) ledger.told.set(batch, { browser: tab.browser.name, lost })
    if (visitor === undefined) return
    const id = bare(visitor)
    tab.browser.ids.add(id)
    const withdrawing = method === 'DELETE' || (path === '/v1/consent' && consent?.analytics !== 'granted')
    if (method === 'DELETE') persons.whole.add(id)
    else if (withdrawing) persons.alone.add(id)
    if (batch !== undefined) sentBy(tab, batch, id)
    if (token !== undefined) persons.tried.add(`${id} ${subjectOfProof(token)}`)
    // Tabs hear of one another by what they store.
    const told = tab.withdrawn.has(id) || (!tab.blocked && ledger.withdrawn.has(id))
    if (told && !withdrawing) ledger.violation(`${path} left for ${id} after its withdrawal`)
    if (tab.state !== 'granted' && !withdrawing)
      ledger.violation(`${path} named a visitor while consent was ${tab.state}`)
  }

  /** A batch has one visitor; only who never heard of the first may send it under another. */
  const sentBy = (tab: Tab, batch: string, visitor: string) => {
    const first = ledger.senders.get(batch)
    if (!first) return void ledger.senders.set(batch, { tab, visitor })
    if (first.visitor === visitor) return
    ledger.orphans.add(batch)
    // Living tabs tell one another by the disk, if there is one.
    if (first.tab.alive && !ledger.unheld.has(tab.browser.name))
      ledger.violation(`${batch} left for ${visitor}, while who sent it for ${first.visitor} lives`)
  }

  /** What an answer must be, whether or not anybody hears it. */
  const judge = async (path: string, init: RequestInit, body: Body, response: Response, isolate: Isolate) => {
    const { status } = response
    if (status === 503 && !response.headers.has('retry-after')) ledger.violation(`${path}: 503 says not when`)
    if (status === 503) traffic.unavailable++
    else if (status >= 500 || status === 400 || (status === 409 && path !== PROOFS))
      ledger.violation(`${path} answered ${status} ${(await response.clone().text()).slice(0, 200)}`)
    if (path === '/v1/decide') return judgeDecision(body as DecideRequest, response, isolate)
    if (status !== 200) return
    if (path === PROOFS) linkedBy(body, (await response.clone().json()) as IdentifyResponse)
    if (path === '/v1/collect') ledger.acks.add(((await response.clone().json()) as CollectResponse).ack)
    const gone = init.method === 'DELETE' || (path === '/v1/consent' && body.consent?.analytics === 'denied')
    if (gone && body.visitor !== undefined) ledger.graves.add(bare(body.visitor))
  }
  const linkedBy = ({ visitor, token }: Body, { visitor: given, person }: IdentifyResponse) => {
    const id = bare(given ?? visitor!)
    if (person !== subjectOfProof(token!)) return ledger.violation(`${id} is said to be ${person}`)
    persons.tried.add(`${id} ${person}`)
    persons.linked.set(id, person)
  }
  const judgeDecision = async (asked: DecideRequest, response: Response, isolate: Isolate) => {
    traffic.decisions++
    if (response.status !== 200) return ledger.violation(`decide answered ${response.status}`)
    const { decisions, bundle, context_only } = (await response.clone().json()) as DecideResponse
    if (bundle === null && isolate.served) ledger.violation('an isolate forgot the rules that it had')
    isolate.served ||= bundle !== null
    for (const slot of asked.slots) {
      const decision = decisions[slot]
      if (!decision || (bundle !== null && (!decision.block || !decision.html?.includes('<'))))
        ledger.violation(`no valid decision for ${slot} under ${bundle}: ${JSON.stringify(decision)}`)
    }
    if (asked.consent.personalization !== 'granted' && !context_only)
      ledger.violation('a decision used history without consent')
  }

  /** Handles a request in some isolate; rejects when that dies meanwhile. */
  const handle = async (address: string, init: RequestInit, body: Body): Promise<Response> => {
    const isolate = isolates[Math.floor(random() * isolates.length)]!
    const path = address.split('?', 1)[0]!
    const began = world.now()
    let tell = () => {}
    const dead = new Promise<never>((_, reject) => {
      tell = () => reject(new Error('gone'))
    })
    isolate.waiting.add(tell)
    const headers = { 'user-agent': USER_AGENT, origin: 'https://shop.example', ...init.headers }
    const { keepalive: _, ...rest } = init
    const most = (MOST[path] ?? 30_000) + (isolate.served ? 0 : COLD)
    const overdue = world.later(() => {
      if (isolate.alive) ledger.violation(`${path} had no answer after ${world.now() - began} ms`)
    }, most + 1)
    const doomed = init.method === 'DELETE' ? doomedBy(persons, bare(body.visitor!)) : []
    const response = await Promise.race([isolate.edge.fetch(address, { ...rest, headers }), dead])
    isolate.waiting.delete(tell)
    world.cancel(overdue)
    await judge(path, init, body, response, isolate)
    if (response.ok) for (const id of doomed) persons.doomed.add(id)
    if (!isolate.next || !response.ok) return response
    return Response.json({ ...((await response.json()) as object), next: { says: ['more'] } })
  }

  const send = (tab: Tab, url: string, init: RequestInit): Promise<Response> => {
    const address = url.replace('https://edge.example', '')
    const bearer = (init.headers as Record<string, string> | undefined)?.authorization?.slice(7)
    const body: Body = init.body
      ? (JSON.parse(String(init.body)) as Body)
      : bearer === undefined
        ? {}
        : { visitor: bearer }
    traffic.requests++
    inspect(tab, init.method, address.split('?', 1)[0]!, body)
    return new Promise((resolve, reject) => {
      const answer = (work: () => void, ms: number) => world.later(() => tab.soon(work), ms)
      const fail = (ms: number) => answer(() => reject(new TypeError('Failed to fetch')), ms)
      const way = () => 1 + random() * weather.delay
      if (!tab.browser.online || random() < weather.loss) return void fail(way())
      const silent = random() < weather.silent
      const arrive = (heard: boolean) =>
        handle(address, init, body).then(
          (response) => {
            if (heard && !silent) answer(() => resolve(response), way())
          },
          () => heard && fail(1),
        )
      world.later(() => arrive(true), way())
      if (random() < weather.twice) world.later(() => arrive(false), way() * 4)
      if (silent) fail(NO_ANSWER)
    })
  }
  return { send, traffic }
}
