import * as v from 'valibot'
import { personRow } from '../identity/row.ts'
import type { Scope } from '../identity/secrets.ts'
import { SCHEMAS } from '../intake/schema.ts'
import { serverBatch, serverEvent } from '../intake/server-event.ts'
import type { Reason } from '../result.ts'
import { eraseRequest, erasureRequest } from '../routes/server/erasure.ts'
import { unlinkRequest } from '../routes/server/unlink.ts'
import { text } from '../shape.ts'
import * as answers from './answers.ts'
import { AGREED, BATCH, DECISION, HERO, NOW, ORDER, VISITOR } from './examples.ts'

/** One route of the API, as it is documented. */
export interface Route {
  method: 'get' | 'post' | 'delete'
  path: string
  /** What it does, in one sentence. */
  does: string
  /** `page`: any page of the site. `visitor`: whoever proves to be it. Else a server token of this scope. */
  who: 'page' | 'visitor' | Scope
  query?: v.ObjectSchema<v.ObjectEntries, undefined>
  /** `type` is how it is sent; NDJSON has one such object a line. */
  body?: {
    schema: v.GenericSchema
    type: 'text/plain' | 'application/json' | 'application/x-ndjson' | 'application/octet-stream'
  }
  answer: v.GenericSchema
  refusals: readonly Reason[]
  example: { query?: object; body?: object; answer: object }
}

const site = answers.said(text(64), 'Id of the site.')
const naming = <T extends v.ObjectEntries>(more: T) => v.object({ site, ...more })
const named = naming({})
const BODY: Reason[] = ['bad_json', 'bad_request', 'body_too_large', 'too_many', 'unknown_site']
const ASKED: Reason[] = [...BODY, 'origin_not_allowed', 'unavailable']
const SERVER: Reason[] = ['unauthorized', 'unavailable']
const TOKEN: Reason[] = [
  'token_malformed',
  'token_signature',
  'token_expired',
  'token_audience',
  'token_replayed',
]

/** Simple requests, so that no preflight stands before them. */
const posted = (schema: v.GenericSchema) => ({ schema, type: 'text/plain' as const })
const events = v.array(SCHEMAS.event)
const pending = v.array(v.object({ batch: v.string(), events }))

/** What pages call. */
const PAGES: Route[] = [
  {
    method: 'post',
    path: '/v1/collect',
    does: 'Takes a batch of events; the answer means that it is in the journal. A first batch names 22 characters that the page made up, and the answer says the visitor id that comes of them.',
    who: 'page',
    body: posted(v.object({ ...SCHEMAS.collect.entries, events })),
    answer: answers.collectAnswer,
    refusals: [...ASKED, 'visitor_unknown', 'visitor_erased', 'batch_conflict'],
    example: {
      body: {
        site: 'demo',
        visitor: VISITOR,
        batch: BATCH,
        sent_at: NOW,
        consent: AGREED,
        events: [HERO.view],
      },
      answer: { ack: BATCH, accepted: 1, dropped: {}, capsule: 'v3.k1.…' },
    },
  },
  {
    method: 'post',
    path: '/v1/decide',
    does: 'Chooses a block for each slot of a page.',
    who: 'page',
    body: posted(v.object({ ...SCHEMAS.decide.entries, pending: v.exactOptional(pending) })),
    answer: answers.decideAnswer,
    refusals: ASKED.filter((reason) => reason !== 'unavailable'),
    example: {
      body: { site: 'demo', sent_at: NOW, consent: AGREED, page: { path: '/' }, slots: ['home-hero'] },
      answer: { decisions: { 'home-hero': DECISION }, bundle: null, model: null },
    },
  },
  {
    method: 'post',
    path: '/v1/consent',
    does: 'Takes what the visitor agreed to: a grant brings their id, a withdrawal erases what they left.',
    who: 'page',
    body: posted(SCHEMAS.consentRequest),
    answer: answers.consentAnswer,
    refusals: ASKED,
    example: {
      body: { site: 'demo', consent: AGREED, sent_at: NOW, text_version: '3', language: 'en' },
      answer: { receipt: {}, consent: AGREED, visitor: VISITOR },
    },
  },
  {
    method: 'post',
    path: '/v1/identify',
    does: "Links a visitor to a person, by a token that the shop's server signed.",
    who: 'page',
    body: posted(SCHEMAS.identify),
    answer: answers.identifyAnswer,
    refusals: [...ASKED, 'visitor_unknown', 'visitor_taken', 'automated', 'illegal_person', ...TOKEN],
    example: {
      body: { site: 'demo', visitor: VISITOR, token: 'header.payload.signature' },
      answer: { person: 'customer-17', verified: true },
    },
  },
  {
    method: 'post',
    path: '/v1/logout',
    does: 'Gives the device a new id that knows nothing.',
    who: 'visitor',
    body: posted(SCHEMAS.logout),
    answer: answers.logoutAnswer,
    refusals: [...ASKED, 'visitor_unknown'],
    example: { body: { site: 'demo', visitor: VISITOR }, answer: { visitor: VISITOR } },
  },
  {
    method: 'get',
    path: '/v1/me',
    does: 'Shows visitors all that is kept of them.',
    who: 'visitor',
    query: naming({ after: v.exactOptional(answers.said(v.string(), '`next` of the answer before.')) }),
    answer: answers.meAnswer,
    refusals: ['unknown_site', 'visitor_unknown', 'unavailable'],
    example: {
      query: { site: 'demo' },
      answer: {
        visitor: VISITOR,
        journal: [],
        receipts: [],
        ledger: [],
        links: [],
        profile: {},
        portrait: {},
        segments: { 'shoe-lovers': { in: false } },
      },
    },
  },
  {
    method: 'delete',
    path: '/v1/me',
    does: 'Erases it all, and tells what was removed.',
    who: 'visitor',
    query: named,
    answer: answers.erasedAnswer,
    refusals: ['unknown_site', 'visitor_unknown', 'unavailable'],
    example: { query: { site: 'demo' }, answer: { erased: true, removed: { journal: 12 } } },
  },
]

/** What the shop's own server and its tools call. */
const SERVERS: Route[] = [
  {
    method: 'post',
    path: '/v1/preview',
    does: 'Answers as decide would for a described visitor, with reasons; nothing is stored.',
    who: 'preview',
    body: posted(SCHEMAS.preview),
    answer: answers.decideAnswer,
    refusals: [...BODY, 'unauthorized', 'unavailable'],
    example: {
      body: {
        site: 'demo',
        page: { path: '/' },
        slots: ['home-hero'],
        given: { visitor: { country: 'hk' } },
      },
      answer: { decisions: { 'home-hero': DECISION }, bundle: null, model: null },
    },
  },
  {
    method: 'post',
    path: '/v1/server/events',
    does: 'Takes events that the shop’s server saw, signed; its orders count as revenue, once.',
    who: 'events',
    query: named,
    body: {
      schema: v.object({ ...serverBatch.entries, events: v.array(serverEvent) }),
      type: 'application/json',
    },
    answer: answers.eventsAnswer,
    refusals: [...SERVER, 'signature_invalid', 'signature_expired', 'bad_request', 'batch_conflict'],
    example: {
      query: { site: 'demo' },
      body: { batch: 'order-1042', events: [{ ...ORDER, visitor: VISITOR }] },
      answer: { ack: 'order-1042', accepted: 1, repeated: 0, dropped: {}, refused: [] },
    },
  },
  {
    method: 'post',
    path: '/v1/server/people',
    does: 'Takes people with traits, past orders and devices, one a line.',
    who: 'import',
    query: named,
    body: { schema: personRow, type: 'application/x-ndjson' },
    answer: answers.peopleAnswer,
    refusals: [...SERVER, 'bad_request', 'body_too_large'],
    example: {
      query: { site: 'demo' },
      body: { person: 'customer-17', traits: { tier: 'gold' } },
      answer: { taken: 1, refused: [] },
    },
  },
  {
    method: 'post',
    path: '/v1/server/erase',
    does: 'Erases for somebody who asked the shop instead.',
    who: 'erase',
    query: named,
    body: { schema: eraseRequest, type: 'application/json' },
    answer: answers.erasedAnswer,
    refusals: [...SERVER, 'bad_json', 'bad_request'],
    example: {
      query: { site: 'demo' },
      body: { person: 'customer-17' },
      answer: { erased: true, removed: { journal: 40, links: 2 } },
    },
  },
  {
    method: 'post',
    path: '/v1/server/unlink',
    does: 'Drops links of a person: each device is then what its own journal says.',
    who: 'import',
    query: named,
    body: { schema: unlinkRequest, type: 'application/json' },
    answer: answers.unlinkAnswer,
    refusals: [...SERVER, 'bad_json', 'bad_request'],
    example: {
      query: { site: 'demo' },
      body: { person: 'customer-17' },
      answer: { person: 'customer-17', unlinked: [VISITOR] },
    },
  },
  {
    method: 'post',
    path: '/v1/server/erasure',
    does: 'Counts the rows that still hold an id.',
    who: 'read',
    query: named,
    body: { schema: erasureRequest, type: 'application/json' },
    answer: answers.erasureAnswer,
    refusals: [...SERVER, 'bad_json', 'bad_request'],
    example: {
      query: { site: 'demo' },
      body: { id: 'customer-17' },
      answer: { erased: true, remains: { journal: 0 } },
    },
  },
  {
    method: 'get',
    path: '/v1/server/health',
    does: 'Tells what was dropped and why, how far folds lag, and which versions are served.',
    who: 'read',
    query: named,
    answer: answers.healthAnswer,
    refusals: SERVER,
    example: {
      query: { site: 'demo' },
      answer: { days: [], failed: {}, folds: {}, serves: { bundle: null, catalogue: null, model: null } },
    },
  },
  {
    method: 'post',
    path: '/v1/server/publish',
    does: 'Publishes the bytes of compiled rules, a catalogue or a model, if they decode; or, with `to`, rolls rules back.',
    who: 'publish',
    query: naming({
      kind: v.exactOptional(v.picklist(['bundle', 'catalogue', 'model'])),
      to: v.exactOptional(
        answers.said(
          v.string(),
          'Instead of bytes: how the hash of an earlier version begins; empty for the one before.',
        ),
      ),
      author: v.exactOptional(v.string()),
      message: v.exactOptional(v.string()),
    }),
    body: { schema: v.unknown(), type: 'application/octet-stream' },
    answer: answers.publishAnswer,
    refusals: [...SERVER, 'bad_request', 'body_too_large'],
    example: {
      query: { site: 'demo', kind: 'bundle', author: 'anna', message: 'Autumn heroes' },
      body: { hash: 'f3a9…', format: 1, settings: {}, segments: {}, blocks: {}, slots: {} },
      answer: { ok: true, hash: 'f3a9…', changed: true },
    },
  },
  {
    method: 'get',
    path: '/v1/server/publish',
    does: 'Gives the rules that are live, as they were published, and what was published before.',
    who: 'publish',
    query: named,
    answer: answers.publishedAnswer,
    refusals: SERVER,
    example: {
      query: { site: 'demo' },
      answer: {
        bundle: null,
        history: [{ hash: 'f3a9…', at: NOW, author: 'anna', message: 'Autumn heroes' }],
      },
    },
  },
  {
    method: 'post',
    path: '/v1/server/replay',
    does: 'Tries events again that were set aside.',
    who: 'import',
    query: naming({ after: v.exactOptional(v.string()) }),
    answer: answers.replayAnswer,
    refusals: SERVER,
    example: { query: { site: 'demo' }, answer: { landed: 0, erased: 0, failed: 0 } },
  },
  {
    method: 'post',
    path: '/v1/server/reshard',
    does: 'Deals the storage buckets of all sites to more databases, or fewer; ask again until `done`.',
    who: 'operate',
    query: naming({ to: v.string(), by: v.exactOptional(v.string()) }),
    answer: answers.reshardAnswer,
    refusals: [...SERVER, 'bad_request'],
    example: { query: { site: 'demo', to: '4' }, answer: { done: false, steps: [] } },
  },
]

/** Every route of the API. */
export const ROUTES: readonly Route[] = [...PAGES, ...SERVERS]
