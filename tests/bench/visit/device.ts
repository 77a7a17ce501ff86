import { createHmac, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import type {
  CollectResponse,
  Consent,
  ConsentResponse,
  ConsentState,
  DecideResponse,
  Event,
  IdentifyResponse,
  Page,
  PageContext,
} from '../../../snippet/wire.ts'
import type { Keys } from './edge.ts'

/** User agents of ordinary browsers: of robots the edge makes no profile. */
const AGENTS = {
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  desktop:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
}

/** How somebody answers the banner. */
export type Answer = 'all' | 'analytics' | 'none' | 'silent'

const newId = () => randomBytes(16).toString('base64url')

/** One browser with its own storage, speaking to the edge as the snippet does. Times are epoch ms of the visitors' clock. */
export class Device {
  private readonly keys: Keys
  private readonly kind: keyof typeof AGENTS
  private consent: Consent = { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown' }
  private visitor: string | undefined
  private capsule: string | undefined

  constructor(keys: Keys, kind: keyof typeof AGENTS) {
    this.keys = keys
    this.kind = kind
  }

  get counted(): boolean {
    return this.visitor !== undefined
  }
  get personal(): boolean {
    return this.counted && this.consent.personalization === 'granted'
  }

  /** Answers the banner; whoever is silent stays unknown. */
  async answer(said: Answer, at: number): Promise<void> {
    if (said === 'silent' || this.consent.at !== undefined) return
    const state = (granted: boolean): ConsentState => (granted ? 'granted' : 'denied')
    this.consent = {
      analytics: state(said !== 'none'),
      personalization: state(said === 'all'),
      marketing: state(said === 'all'),
      at,
      source: 'visit',
    }
    const told = await this.post<ConsentResponse>('consent', { consent: this.consent, sent_at: at }, at)
    this.visitor = told.visitor
    this.capsule = told.capsule
  }

  /** Asks what the page's slots show; `fresh` are this page's first events, not yet collected. */
  async decide(slots: string[], page: PageContext, fresh: Event[], at: number): Promise<DecideResponse> {
    return this.post<DecideResponse>(
      'decide',
      {
        sent_at: at,
        consent: this.consent,
        page,
        slots,
        ...(this.personal && {
          visitor: this.visitor,
          ...(this.capsule !== undefined && { capsule: this.capsule }),
          pending: [{ batch: newId(), events: fresh }],
        }),
      },
      at,
    )
  }

  /** Hands in a page's events; without a grant of analytics there is nothing to hand in. */
  async collect(events: Event[], at: number): Promise<void> {
    if (!this.counted) return
    const batch = newId()
    const answer = await this.post<CollectResponse>(
      'collect',
      { visitor: this.visitor, batch, sent_at: at, consent: this.consent, events },
      at,
    )
    if (answer.ack !== batch) throw new Error(`Batch ${batch} was not acknowledged.`)
    if (answer.capsule !== undefined) this.capsule = answer.capsule
  }

  /** Signs in: the shop's server vouches for who this is. */
  async signIn(person: string, at: number): Promise<void> {
    if (!this.counted) return
    const seconds = Math.floor(at / 1000)
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', kid: this.keys.kid })
      .setSubject(person)
      .setAudience(this.keys.site)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 3600)
      .setJti(newId())
      .sign(this.keys.identity)
    const body = { visitor: this.visitor, token, sent_at: at, consent: this.consent }
    const linked = await this.post<IdentifyResponse>('identify', body, at)
    this.visitor = linked.visitor ?? this.visitor
    this.capsule = linked.capsule ?? this.capsule
  }

  /** The shop's own server tells of this device's order, under signature. */
  async order(order: Omit<Event, 'name' | 'created_at'>, at: number): Promise<void> {
    if (!this.counted) return
    const event = { name: 'purchase', created_at: at, visitor: this.visitor, ...order }
    const body = JSON.stringify({ batch: order.transaction_id, events: [event] })
    const time = Math.floor(at / 1000)
    const { site, token, signing } = this.keys
    const v1 = createHmac('sha256', signing).update(`${time}.${body}`).digest('hex')
    const headers = { authorization: `Bearer ${token}`, 'acquaint-signature': `t=${time},v1=${v1}` }
    const answer = await this.send<{ accepted: number }>(`server/events?site=${site}`, body, at, headers)
    if (answer.accepted !== 1) throw new Error(`The order was not taken: ${JSON.stringify(answer)}`)
  }

  private post<T>(route: string, body: object, at: number): Promise<T> {
    return this.send<T>(route, JSON.stringify({ v: 1, site: this.keys.site, ...body }), at)
  }

  private async send<T>(route: string, body: string, at: number, headers = {}): Promise<T> {
    const answer = await fetch(new URL(`/v1/${route}`, this.keys.url), {
      method: 'POST',
      headers: {
        'content-type': 'text/plain',
        'user-agent': AGENTS[this.kind],
        'accept-language': 'en',
        'x-clock': String(at),
        ...headers,
      },
      body,
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${route} answered ${answer.status}: ${text}`)
    return JSON.parse(text) as T
  }
}

/** A page of the shop as an event tells of it. */
export const pageAt = (path: string, arrival: Omit<Page, 'path'> = {}): Page => ({ path, ...arrival })
