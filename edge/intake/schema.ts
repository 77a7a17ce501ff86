import * as v from 'valibot'
import {
  type Batch,
  type CollectRequest,
  type Consent,
  type ConsentRequest,
  type DecideRequest,
  EVENT_NAMES,
  type Event,
  type IdentifyRequest,
  type Item,
  LIMITS,
  LOSSES,
  type LogoutRequest,
  type Page,
  type PageContext,
  type PreviewRequest,
} from '../../snippet/wire.ts'
import type { Result } from '../result.ts'
import {
  currency,
  list,
  map,
  matching,
  number,
  oneOf,
  parse,
  read,
  type Shape,
  text as textOf,
  time,
  whole,
} from '../shape.ts'

// Unknown keys are stripped, never an error: a newer snippet may send more than this edge knows.
const MOST = 16 * LIMITS.STRING_LENGTH
const text = textOf(MOST)
/** A wire id: 128 random bits as base64url. */
export const idSchema = matching(/^[A-Za-z0-9_-]{22}$/, '128 random bits as 22 characters of base64url')
/** A visitor id: 24 characters, a dot and the edge's signature; or 22 that a page made up until it has one. */
const visitorSchema = matching(
  /^[A-Za-z0-9_-]{22}$|^[A-Za-z0-9_-]{24}\.[A-Za-z0-9_-]{22}$/,
  'a visitor id as POST /v1/collect or /v1/consent gives it',
)
const site = textOf(64)
const amount = number(-1e9, 1e9)

const item = v.object({
  item_id: textOf(MOST, 1),
  item_name: v.exactOptional(text),
  item_brand: v.exactOptional(text),
  item_category: v.exactOptional(text),
  item_category2: v.exactOptional(text),
  item_category3: v.exactOptional(text),
  item_category4: v.exactOptional(text),
  item_category5: v.exactOptional(text),
  price: v.exactOptional(amount),
  quantity: v.exactOptional(number(0, 1e6)),
}) satisfies Shape<Item>

const pageShape = {
  path: text,
  title: v.exactOptional(text),
  referrer: v.exactOptional(text),
  utm_source: v.exactOptional(text),
  utm_medium: v.exactOptional(text),
  utm_campaign: v.exactOptional(text),
  utm_term: v.exactOptional(text),
  utm_content: v.exactOptional(text),
  click_id: v.exactOptional(text),
}
const page = v.object(pageShape) satisfies Shape<Page>

const pageContext = v.object({
  ...pageShape,
  item_id: v.exactOptional(text),
  category: v.exactOptional(text),
  language: v.exactOptional(text),
  timezone: v.exactOptional(text),
}) satisfies Shape<PageContext>

/** An event's fields, by name. */
export const eventShape = {
  name: oneOf(EVENT_NAMES),
  created_at: time,
  page: v.exactOptional(page),
  items: v.exactOptional(list(item, LIMITS.ITEMS_PER_EVENT)),
  currency: v.exactOptional(currency),
  value: v.exactOptional(amount),
  transaction_id: v.exactOptional(textOf(MOST, 1)),
  search_term: v.exactOptional(text),
  method: v.exactOptional(text),
  target: v.exactOptional(text),
  link_url: v.exactOptional(text),
  percent_scrolled: v.exactOptional(number(0, 100)),
  lcp: v.exactOptional(number(0, 1e7)),
  inp: v.exactOptional(number(0, 1e7)),
  cls: v.exactOptional(number(0, 1e4)),
  slot: v.exactOptional(text),
  block: v.exactOptional(text),
  variant: v.exactOptional(text),
  list_id: v.exactOptional(text),
  position: v.exactOptional(whole(1, 1000)),
  form_id: v.exactOptional(text),
  fields: v.exactOptional(map(text, text)),
}
const event = v.object(eventShape) satisfies Shape<Event>

const state = oneOf(['unknown', 'denied', 'granted'])
const consent = v.object({
  analytics: state,
  personalization: state,
  marketing: state,
  at: v.exactOptional(time),
  source: v.exactOptional(textOf(64)),
}) satisfies Shape<Consent>

// Events are checked one by one: one that does not fit is set aside, its batch lands.
const events = list(v.unknown(), LIMITS.EVENTS_PER_BATCH)
type Unread<T> = Omit<T, 'events' | 'pending'>

const collect = v.object({
  v: v.exactOptional(v.number()),
  site,
  visitor: v.exactOptional(visitorSchema),
  batch: idSchema,
  sent_at: time,
  consent,
  // Counts that can't be read are no reason to lose the batch.
  lost: v.exactOptional(v.fallback(v.record(oneOf(LOSSES), whole(0, 1e6)), {})),
  automated: v.exactOptional(v.boolean()),
  events,
}) satisfies Shape<Unread<CollectRequest>>

const slots = list(textOf(128, 1), LIMITS.SLOTS_PER_DECISION, 1)

const decide = v.object({
  v: v.exactOptional(v.number()),
  site,
  visitor: v.exactOptional(visitorSchema),
  capsule: v.exactOptional(textOf(LIMITS.BODY_BYTES)),
  pending: v.exactOptional(
    list(v.object({ batch: idSchema, events }) satisfies Shape<Unread<Batch>>, LIMITS.PENDING_BATCHES),
  ),
  sent_at: time,
  consent,
  page: pageContext,
  slots,
  automated: v.exactOptional(v.boolean()),
  // What is no token opens nothing; it is no reason to leave a page without its blocks.
  preview: v.exactOptional(v.fallback(textOf(512), '')),
}) satisfies Shape<Unread<DecideRequest>>

const preview = v.object({
  v: v.exactOptional(v.number()),
  site,
  page: pageContext,
  slots,
  // Read where the shop's settings are known.
  given: v.exactOptional(map(v.string(), v.unknown())),
  visitor: v.exactOptional(visitorSchema),
}) satisfies Shape<PreviewRequest>

const identify = v.object({
  v: v.exactOptional(v.number()),
  site,
  visitor: v.exactOptional(visitorSchema),
  token: v.exactOptional(textOf(16_384)),
  person: v.exactOptional(textOf(4096)),
  sent_at: v.exactOptional(time),
  consent: v.exactOptional(consent),
  automated: v.exactOptional(v.boolean()),
}) satisfies Shape<IdentifyRequest>

const logout = v.object({
  v: v.exactOptional(v.number()),
  site,
  visitor: v.exactOptional(visitorSchema),
}) satisfies Shape<LogoutRequest>

const consentRequest = v.object({
  v: v.exactOptional(v.number()),
  site,
  visitor: v.exactOptional(visitorSchema),
  consent,
  sent_at: v.exactOptional(time),
  text_version: v.exactOptional(text),
  language: v.exactOptional(text),
  automated: v.exactOptional(v.boolean()),
}) satisfies Shape<ConsentRequest>

/** What each route takes, by name; `edge/openapi` describes the API by them. */
export const SCHEMAS = {
  collect,
  decide,
  preview,
  identify,
  logout,
  consentRequest,
  consent,
  event,
  item,
  page,
  pageContext,
}

export type IdentifyEnvelope = v.InferOutput<typeof identify>
export type LogoutEnvelope = v.InferOutput<typeof logout>
export type ConsentEnvelope = v.InferOutput<typeof consentRequest>

export const parseIdentify = (body: unknown): Result<IdentifyEnvelope> => parse(identify, body)
export const parseLogout = (body: unknown): Result<LogoutEnvelope> => parse(logout, body)
export const parseConsent = (body: unknown): Result<ConsentEnvelope> => parse(consentRequest, body)

export type CollectEnvelope = v.InferOutput<typeof collect>
export type DecideEnvelope = v.InferOutput<typeof decide>
export type PreviewEnvelope = v.InferOutput<typeof preview>

/** The envelope of a collect; its events still unread. */
export const parseCollect = (body: unknown): Result<CollectEnvelope> => parse(collect, body)

/** The envelope of a decide; the events of its pending batches still unread. */
export const parseDecide = (body: unknown): Result<DecideEnvelope> => parse(decide, body)

/** The envelope of a preview; its description still unread. */
export const parsePreview = (body: unknown): Result<PreviewEnvelope> => parse(preview, body)

/** One event, or `undefined` with the reason it is dropped for. */
export function parseEvent(value: unknown): { event: Event } | { drop: 'unknown_event' | 'invalid_event' } {
  const parsed = read(event, value)
  if (parsed.ok) return { event: parsed.value }
  return { drop: parsed.path === 'name' ? 'unknown_event' : 'invalid_event' }
}
