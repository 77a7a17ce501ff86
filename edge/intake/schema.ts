import * as z from 'zod'
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
import { ok, type Result, refuse } from '../result.ts'

// Unknown keys are stripped, never an error: a newer snippet may send more than this edge knows.
const text = z.string().max(16 * LIMITS.STRING_LENGTH)
/** A wire id: 128 random bits as base64url. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, '128 random bits as 22 characters of base64url')
/** A visitor id: 22 characters that a page minted, or 24, a dot and the edge's signature. */
const visitorSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{22}$|^[A-Za-z0-9_-]{24}\.[A-Za-z0-9_-]{22}$/,
    'a visitor id as POST /v1/consent gives it',
  )
const time = z.number().int().min(0).max(8.64e15)
const amount = z.number().min(-1e9).max(1e9)

const item = z.object({
  item_id: text.min(1),
  item_name: text.exactOptional(),
  item_brand: text.exactOptional(),
  item_category: text.exactOptional(),
  item_category2: text.exactOptional(),
  item_category3: text.exactOptional(),
  item_category4: text.exactOptional(),
  item_category5: text.exactOptional(),
  price: amount.exactOptional(),
  quantity: z.number().min(0).max(1e6).exactOptional(),
}) satisfies z.ZodType<Item>

const pageShape = {
  path: text,
  title: text.exactOptional(),
  referrer: text.exactOptional(),
  utm_source: text.exactOptional(),
  utm_medium: text.exactOptional(),
  utm_campaign: text.exactOptional(),
  utm_term: text.exactOptional(),
  utm_content: text.exactOptional(),
  click_id: text.exactOptional(),
}
const page = z.object(pageShape) satisfies z.ZodType<Page>

const pageContext = z.object({
  ...pageShape,
  item_id: text.exactOptional(),
  category: text.exactOptional(),
  language: text.exactOptional(),
  timezone: text.exactOptional(),
}) satisfies z.ZodType<PageContext>

/** An event's fields, by name. */
export const eventShape = {
  name: z.enum(EVENT_NAMES),
  created_at: time,
  page: page.exactOptional(),
  items: z.array(item).max(LIMITS.ITEMS_PER_EVENT).exactOptional(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/)
    .exactOptional(),
  value: amount.exactOptional(),
  transaction_id: text.min(1).exactOptional(),
  search_term: text.exactOptional(),
  method: text.exactOptional(),
  target: text.exactOptional(),
  link_url: text.exactOptional(),
  percent_scrolled: z.number().min(0).max(100).exactOptional(),
  lcp: z.number().min(0).max(1e7).exactOptional(),
  inp: z.number().min(0).max(1e7).exactOptional(),
  cls: z.number().min(0).max(1e4).exactOptional(),
  slot: text.exactOptional(),
  block: text.exactOptional(),
  variant: text.exactOptional(),
  list_id: text.exactOptional(),
  position: z.number().int().min(1).max(1000).exactOptional(),
  form_id: text.exactOptional(),
  fields: z.record(text, text).exactOptional(),
}
const event = z.object(eventShape) satisfies z.ZodType<Event>

const state = z.enum(['unknown', 'denied', 'granted'])
const consent = z.object({
  analytics: state,
  personalization: state,
  marketing: state,
  at: time.exactOptional(),
  source: z.string().max(64).exactOptional(),
}) satisfies z.ZodType<Consent>

// Events are checked one by one: one that does not fit is set aside, its batch lands.
const events = z.array(z.unknown()).max(LIMITS.EVENTS_PER_BATCH)
type Unread<T> = Omit<T, 'events' | 'pending'>

const collect = z.object({
  v: z.number().exactOptional(),
  site: z.string().max(64),
  visitor: visitorSchema.exactOptional(),
  batch: idSchema,
  sent_at: time,
  consent,
  // Counts that can't be read are no reason to lose the batch.
  lost: z.partialRecord(z.enum(LOSSES), z.number().int().min(0).max(1e6)).catch({}).exactOptional(),
  automated: z.boolean().exactOptional(),
  events,
}) satisfies z.ZodType<Unread<CollectRequest>>

const slots = z.array(z.string().min(1).max(128)).min(1).max(LIMITS.SLOTS_PER_DECISION)

const decide = z.object({
  v: z.number().exactOptional(),
  site: z.string().max(64),
  visitor: visitorSchema.exactOptional(),
  capsule: z.string().max(LIMITS.BODY_BYTES).exactOptional(),
  pending: z
    .array(z.object({ batch: idSchema, events }) satisfies z.ZodType<Unread<Batch>>)
    .max(LIMITS.PENDING_BATCHES)
    .exactOptional(),
  sent_at: time,
  consent,
  page: pageContext,
  slots,
  automated: z.boolean().exactOptional(),
  // What is no token opens nothing; it is no reason to leave a page without its blocks.
  preview: z.string().max(512).exactOptional().catch(''),
}) satisfies z.ZodType<Unread<DecideRequest>>

const preview = z.object({
  v: z.number().exactOptional(),
  site: z.string().max(64),
  page: pageContext,
  slots,
  // Read where the shop's settings are known.
  given: z.record(z.string(), z.unknown()).exactOptional(),
  visitor: visitorSchema.exactOptional(),
}) satisfies z.ZodType<PreviewRequest>

const identify = z.object({
  v: z.number().exactOptional(),
  site: z.string().max(64),
  visitor: visitorSchema.exactOptional(),
  token: z.string().max(16_384).exactOptional(),
  person: z.string().max(4096).exactOptional(),
  sent_at: time.exactOptional(),
  consent: consent.exactOptional(),
  automated: z.boolean().exactOptional(),
}) satisfies z.ZodType<IdentifyRequest>

const logout = z.object({
  v: z.number().exactOptional(),
  site: z.string().max(64),
  visitor: visitorSchema.exactOptional(),
}) satisfies z.ZodType<LogoutRequest>

const consentRequest = z.object({
  v: z.number().exactOptional(),
  site: z.string().max(64),
  visitor: visitorSchema.exactOptional(),
  consent,
  sent_at: time.exactOptional(),
  text_version: text.exactOptional(),
  language: text.exactOptional(),
  automated: z.boolean().exactOptional(),
}) satisfies z.ZodType<ConsentRequest>

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

export type IdentifyEnvelope = z.infer<typeof identify>
export type LogoutEnvelope = z.infer<typeof logout>
export type ConsentEnvelope = z.infer<typeof consentRequest>

export const parseIdentify = (body: unknown): Result<IdentifyEnvelope> => parse(identify, body)
export const parseLogout = (body: unknown): Result<LogoutEnvelope> => parse(logout, body)
export const parseConsent = (body: unknown): Result<ConsentEnvelope> => parse(consentRequest, body)

export type CollectEnvelope = z.infer<typeof collect>
export type DecideEnvelope = z.infer<typeof decide>
export type PreviewEnvelope = z.infer<typeof preview>

/** The envelope of a collect; its events still unread. */
export const parseCollect = (body: unknown): Result<CollectEnvelope> => parse(collect, body)

/** The envelope of a decide; the events of its pending batches still unread. */
export const parseDecide = (body: unknown): Result<DecideEnvelope> => parse(decide, body)

/** The envelope of a preview; its description still unread. */
export const parsePreview = (body: unknown): Result<PreviewEnvelope> => parse(preview, body)

/** One event, or `undefined` with the reason it is dropped for. */
export function parseEvent(value: unknown): { event: Event } | { drop: 'unknown_event' | 'invalid_event' } {
  const parsed = event.safeParse(value)
  if (parsed.success) return { event: parsed.data }
  const unknown = parsed.error.issues.some((issue) => issue.path[0] === 'name')
  return { drop: unknown ? 'unknown_event' : 'invalid_event' }
}

/** Reads a body by a schema; the refusal names the field. */
export function parse<T>(schema: z.ZodType<T>, body: unknown): Result<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const where = issue?.path.length ? `\`${issue.path.join('.').slice(0, 100)}\`` : 'The body'
  return refuse('bad_request', `${where}: ${issue?.message.slice(0, 200) ?? 'not as expected'}.`)
}
