import { UnsecuredJWT } from 'jose'
import type { Consent } from '../../snippet/wire.ts'
import { NOW } from './arbitrary.ts'
import { collectOf, type TestEdge, viewItem } from './edge.ts'
import { SECRETS, SERVER_TOKEN, storedId, tokenOf } from './identity.ts'
import type { Memory } from './memory-people.ts'

/** A small seeded generator (mulberry32), so that a seed is a whole history. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One request, as both edges get it. */
export interface Step {
  what: string
  path: string
  init: { method: string; headers: Record<string, string>; body?: string }
  /** An honest proof for this person, by this device. */
  proves?: string
  device?: number
  /** No edge may ever take it. */
  forged?: true
  item?: string
}

const DEVICES = 4
const PEOPLE = 2
const GRANTED = { analytics: 'granted', personalization: 'granted', marketing: 'granted' } as const

export interface Answer {
  status: number
  body: { code?: string; visitor?: string; verified?: boolean; person?: string; accepted?: number }
  /** What two edges must say alike. */
  text: string
}

export async function send(edge: TestEdge, { path, init }: Step): Promise<Answer> {
  const response = await edge.fetch(path, init)
  const body = (await response.json()) as Record<string, unknown>
  const { request_id: _, removed: __, seq: ___, capsule, ...rest } = body
  const text = JSON.stringify([response.status, rest, capsule !== undefined])
  return { status: response.status, body, text }
}

/** Invents requests, and remembers by itself who proved what and what was taken. */
export class History {
  now = NOW
  merges = 0
  /** Each device's wire id. */
  readonly devices: (string | undefined)[] = Array(DEVICES).fill(undefined)
  /** Every wire id that was ever given out. */
  readonly given = new Set<string>()
  /** `stored id|person` that an honest proof once linked. */
  readonly proven = new Set<string>()
  /** Stored id → items taken under it. */
  readonly items = new Map<string, Set<string>>()
  readonly erasedItems = new Set<string>()
  readonly people: string[]
  apart: Memory['apart']
  private readonly sent: Step[] = []
  private readonly held: Step[] = []
  private readonly tokens: { token: string; person: string }[] = []
  private made = 0
  private readonly seed: number
  private readonly random: () => number

  constructor(seed: number, random: () => number) {
    this.seed = seed
    this.random = random
    this.people = Array.from({ length: PEOPLE }, (_, index) => `p${seed}-${index}`)
  }

  async next(): Promise<Step> {
    const device = Math.floor(this.random() * DEVICES)
    const wire = this.devices[device]
    if (wire === undefined) return this.consent(device, GRANTED)
    const dice = this.random()
    if (dice < 0.28) return this.collect(device, wire)
    if (dice < 0.34) return this.hold(device, wire)
    if (dice < 0.4)
      return (
        this.held.splice(Math.floor(this.random() * this.held.length), 1)[0] ?? this.collect(device, wire)
      )
    if (dice < 0.5) return this.pick(this.sent) ?? this.collect(device, wire)
    if (dice < 0.68) return this.identify(device, wire)
    if (dice < 0.76) return this.forge(device, wire)
    if (dice < 0.82) return this.post(`logout ${device}`, '/v1/logout', { visitor: wire }, { device })
    if (dice < 0.87)
      return this.consent(device, { ...GRANTED, personalization: this.random() < 0.5 ? 'denied' : 'granted' })
    if (dice < 0.9) return this.consent(device, { ...GRANTED, analytics: 'denied' })
    if (dice < 0.94) return this.unlink(wire)
    if (dice < 0.97) return this.erase(device, wire)
    return this.import()
  }

  /** Takes note of what an answer means for the devices, by the rules alone. */
  learn(step: Step, { status, body }: Answer): void {
    if (step.item !== undefined && status === 200 && body.accepted === 1) {
      const name = storedId((JSON.parse(String(step.init.body)) as { visitor: string }).visitor)
      this.items.set(name, (this.items.get(name) ?? new Set()).add(step.item))
    }
    if (status !== 200) return
    const presented = step.device === undefined ? undefined : this.devices[step.device]
    if (body.visitor !== undefined && step.device !== undefined) {
      this.devices[step.device] = body.visitor
      this.given.add(body.visitor)
    }
    if (step.proves !== undefined && body.verified) {
      this.merges++
      // A repeated request is answered for the device that first sent it.
      const asked = (JSON.parse(String(step.init.body)) as { visitor: string }).visitor
      this.proven.add(`${storedId(body.visitor ?? asked ?? presented)}|${step.proves}`)
      // Kept apart from the person, the device goes on under another id, and brings what it has.
      if (this.apart?.('shop', storedId(asked), step.proves) !== undefined)
        this.proven.add(`${storedId(asked)}|${step.proves}`)
    }
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)]
  }

  private post(what: string, path: string, body: object, rest: Partial<Step> = {}): Step {
    const step: Step = {
      what,
      path,
      init: {
        method: 'POST',
        headers: BROWSER_HEADERS,
        body: JSON.stringify({ site: 'shop', sent_at: this.now, ...body }),
      },
      ...rest,
    }
    this.sent.push(step)
    return step
  }

  private collect(device: number, visitor: string): Step {
    const item = `i${this.seed}-${this.made++}`
    const created = this.now - Math.floor(this.random() * 5e9)
    const request = collectOf(visitor, [viewItem(item, 'shoes', created)], { sent_at: this.now })
    return this.post(`collect ${device} ${item}`, '/v1/collect', request, { item })
  }

  /** A batch that is made now and sent later, when its device may be somebody else's. */
  private hold(device: number, visitor: string): Step {
    this.held.push(this.collect(device, visitor))
    this.sent.pop()
    return this.collect(device, visitor)
  }

  private async identify(device: number, visitor: string): Promise<Step> {
    const person = this.pick(this.people)!
    const token = await tokenOf(person, { jti: `${this.seed}-${this.made++}` }, { now: this.now })
    this.tokens.push({ token, person })
    return this.post(
      `identify ${device} as ${person}`,
      '/v1/identify',
      { visitor, token },
      { device, proves: person },
    )
  }

  private async forge(device: number, visitor: string): Promise<Step> {
    const person = this.pick(this.people)!
    const honest = { now: this.now }
    const kinds: [string, () => Promise<string> | string][] = [
      ['key', () => tokenOf(person, {}, { ...honest, key: SECRETS.shop.identity.k2 })],
      ['kid', () => tokenOf(person, {}, { ...honest, kid: 'k7' })],
      ['aud', () => tokenOf(person, { aud: 'other' }, honest)],
      ['expired', () => tokenOf(person, {}, { now: this.now - 3_600_000 })],
      [
        'none',
        () => new UnsecuredJWT({ sub: person, aud: 'shop' }).setExpirationTime(this.now / 1000 + 60).encode(),
      ],
      ['site', () => tokenOf(person, {}, { ...honest, key: SECRETS.other.identity.k1 })],
    ]
    const [kind, token] = this.pick(kinds)!
    // Somebody else's token, or one's own from before: the edges must agree, and only a proof that was this device's counts.
    const seen = this.random() < 0.4 ? this.pick(this.tokens) : undefined
    if (seen && !this.mayStillHold(visitor, seen.person)) {
      const body = { visitor, token: seen.token }
      return this.post(`replay ${device} as ${seen.person}`, '/v1/identify', body, { device })
    }
    const body = { visitor, token: await token() }
    return this.post(`forge ${kind} ${device} as ${person}`, '/v1/identify', body, { device, forged: true })
  }

  private mayStillHold = (visitor: string, person: string) =>
    this.proven.has(`${storedId(visitor)}|${person}`)

  private consent(device: number, consent: Consent): Step {
    const visitor = this.devices[device]
    const said = { ...consent, at: this.now, source: 'banner' }
    const what = `consent ${device} ${said.analytics}/${said.personalization}`
    return this.post(what, '/v1/consent', { ...(visitor && { visitor }), consent: said }, { device })
  }

  private unlink(visitor: string): Step {
    const person = this.pick(this.people)!
    const body = { person, ...(this.random() < 0.7 && { visitors: [visitor] }) }
    const step = this.post(`unlink ${person}`, '/v1/server/unlink?site=shop', body)
    step.init.headers = { ...step.init.headers, authorization: `Bearer ${SERVER_TOKEN}` }
    return step
  }

  private erase(device: number, visitor: string): Step {
    return {
      what: `erase ${device}`,
      path: '/v1/me?site=shop',
      init: { method: 'DELETE', headers: { ...BROWSER_HEADERS, authorization: `Bearer ${visitor}` } },
    }
  }

  private import(): Step {
    const person = this.pick(this.people)!
    return {
      what: `import ${person}`,
      path: '/v1/server/people?site=shop',
      init: {
        method: 'POST',
        headers: { authorization: `Bearer ${SERVER_TOKEN}` },
        body: JSON.stringify({ person, traits: { tier: `t${this.made++}` } }),
      },
    }
  }
}

const BROWSER_HEADERS = {
  'content-type': 'text/plain',
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
}
