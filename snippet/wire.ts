/**
 * The wire between a page and the edge: shapes and limits, no logic, no imports.
 * Names are those of GA4's recommended events wherever GA4 has one. An absent
 * field is neutral: an old snippet meets a new edge, and the other way round.
 */

/** Version of the wire; an edge answers any version and ignores what it does not know. */
export const WIRE_VERSION = 1

export const PURPOSES = ['analytics', 'personalization', 'marketing'] as const
export type Purpose = (typeof PURPOSES)[number]
export type ConsentState = 'unknown' | 'denied' | 'granted'

/** What the visitor said, by purpose; `at` is when (epoch ms), `source` who asked (`api`, `tcf`, `gpc` …). */
export interface Consent extends Record<Purpose, ConsentState> {
  at?: number
  source?: string
}

/** GA4 recommended events. */
export const GA4_EVENTS = [
  'page_view',
  'view_item',
  'view_item_list',
  'select_item',
  'search',
  'add_to_cart',
  'remove_from_cart',
  'begin_checkout',
  'purchase',
  'sign_up',
  'login',
  'share',
] as const

/** Ours besides. */
export const OWN_EVENTS = [
  'engagement',
  'click',
  'block_view',
  'block_click',
  'form_submit',
  'feedback',
  'consent',
  'identify',
] as const

export const EVENT_NAMES = [...GA4_EVENTS, ...OWN_EVENTS] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** A GA4 item. `price` is per unit in major units of the event's currency (12.5 is twelve and a half). */
export interface Item {
  item_id: string
  item_name?: string
  item_brand?: string
  item_category?: string
  item_category2?: string
  item_category3?: string
  item_category4?: string
  item_category5?: string
  price?: number
  quantity?: number
}

/** Where an event happened. `path` has no query string; `referrer` is an origin and path. */
export interface Page {
  path: string
  title?: string
  referrer?: string
  utm_source?: string
  utm_medium?: string
  utm_campaign?: string
  utm_term?: string
  utm_content?: string
  /** Which advertising click id the URL carried (`gclid`, `fbclid` …); its name, never its value. */
  click_id?: string
}

export interface Event {
  name: EventName
  /** When it happened by the page's clock, epoch ms. The edge corrects it by `sent_at`. */
  created_at: number
  page?: Page
  items?: Item[]
  currency?: string
  /** Major units of `currency` for commerce events; seconds for `engagement`; a score for `feedback`. */
  value?: number
  transaction_id?: string
  search_term?: string
  /** Sign-up, login and share: by what means. */
  method?: string
  /** `click`: a readable, stable description of what was clicked. */
  target?: string
  link_url?: string
  /** `engagement`: deepest scroll, percent of the page. */
  percent_scrolled?: number
  /** `engagement`: core web vitals of the page so far, as web-vitals defines LCP (ms), INP (ms) and CLS (a score). */
  lcp?: number
  inp?: number
  cls?: number
  /** `block_view`, `block_click`: which slot showed which block, from which list, at which position (from 1). */
  slot?: string
  block?: string
  variant?: string
  list_id?: string
  position?: number
  form_id?: string
  /** `form_submit`: values only of the fields that the site lists. */
  fields?: Record<string, string>
}

/** Events frozen under one id; a batch keeps its id and its events however often it is sent. */
export interface Batch {
  batch: string
  events: Event[]
}

/**
 * Why a device gave an event up: `memory`: too many before consent; `size`: too big to send; `room`: too many to keep;
 * `age`: three days without an answer; `refused`: the edge would not have it; `logout`: not sent before its cookie went.
 */
export const LOSSES = ['memory', 'size', 'room', 'age', 'refused', 'logout'] as const
export type Loss = (typeof LOSSES)[number]
export type Losses = Partial<Record<Loss, number>>

/** `POST /v1/collect`, as `text/plain` JSON so that it needs no preflight and a beacon can carry it. */
export interface CollectRequest extends Batch {
  v?: number
  site: string
  /**
   * Absent where the edge keeps the id in its own cookie. At first 128 random bits that the page made up, as 22
   * characters of base64url: the edge derives the id from them, so that a retry makes no second visitor.
   */
  visitor?: string
  /** The page's clock when this try left, epoch ms. */
  sent_at: number
  consent: Consent
  /** How many events this device gave up before the batch, by reason. Counted once, with the batch. */
  lost?: Losses
  /** `navigator.webdriver`: the edge labels the visitor a bot, it does not drop it silently. */
  automated?: boolean
}

export interface CollectResponse {
  /** The batch that is now in the journal. */
  ack: string
  accepted: number
  /** Events refused, by reason; those are final, do not send them again. */
  dropped: Record<string, number>
  /** The visitor's profile, sealed; absent when personalization is not granted. */
  capsule?: string
  /** First contact: the receipt of the consent, and the id to send from now on. */
  receipt?: object
  visitor?: string
  /** Instead of `visitor`: the id is in a cookie that no script can read. */
  cookie?: true
  /** Of two capsules of one visitor the one with the greater `seq` is newer, in whatever order they arrive. */
  seq?: number
}

/** `POST /v1/consent`: every change of mind, so that there is a receipt of it. */
export interface ConsentRequest {
  v?: number
  site: string
  visitor?: string
  consent: Consent
  sent_at?: number
  /** Version and language of the text that the visitor was shown. */
  text_version?: string
  language?: string
  automated?: boolean
}

export interface ConsentResponse {
  /** After ISO/IEC TS 27560; kept at the edge only if a visitor id is. */
  receipt: object
  /** What now holds: a refusal by GPC is in it. */
  consent: Consent
  /** Analytics is granted: the id to send from now on. */
  visitor?: string
  /** Instead of `visitor`: the id is in a cookie that no script can read. */
  cookie?: true
  capsule?: string
  /** Analytics was withdrawn: how many rows were erased, by table. */
  removed?: Record<string, number>
}

/** `POST /v1/identify`: with a signed `token` a link, with `person` alone a hint that changes nothing. */
export interface IdentifyRequest {
  v?: number
  site: string
  visitor?: string
  token?: string
  person?: string
  sent_at?: number
  consent?: Consent
  automated?: boolean
}

export interface IdentifyResponse {
  person: string | null
  verified: boolean
  /** The device was somebody else's: it goes on under this id. */
  visitor?: string
  cookie?: true
  capsule?: string
}

/** `POST /v1/logout`: answers `{visitor}` or `{cookie}`, the id to go on with. */
export interface LogoutRequest {
  v?: number
  site: string
  visitor?: string
}

/** What the page in front of the visitor is about. */
export interface PageContext extends Page {
  item_id?: string
  category?: string
  language?: string
  /** IANA name, `Asia/Hong_Kong`. */
  timezone?: string
}

/** `POST /v1/decide`. Without consent neither `visitor`, `capsule` nor `pending` is sent. */
export interface DecideRequest {
  v?: number
  site: string
  visitor?: string
  capsule?: string
  /** Batches not yet acknowledged; the edge counts each once even if the capsule already holds it. */
  pending?: Batch[]
  sent_at: number
  consent: Consent
  page: PageContext
  slots: string[]
  automated?: boolean
  /** A token of the scope `preview`: with it, and only with it, each decision carries `why`. */
  preview?: string
}

/**
 * `POST /v1/preview`, with a preview token as bearer: what decide answers, with `why`, for a described visitor.
 * Nothing is stored. `given` is what `given:` of a test in a rule file says; `visitor` adds what is known of a real one.
 */
export interface PreviewRequest {
  v?: number
  site: string
  page: PageContext
  slots: string[]
  given?: object
  visitor?: string
}

export interface DecidedItem {
  item_id: string
  /** Fit for a visitor: "because you looked at …". */
  reason: string
}

export interface Decision {
  /** The chosen block; `null` keeps the site's own default content. */
  block: string | null
  /** Markup from the published bundle with values escaped. */
  html?: string
  items?: DecidedItem[]
  /** Names the list, so that a click or an order can be credited to it. */
  list_id?: string
  variant?: string
  why?: Why
}

/** Why a slot shows what it shows. Never without a preview token. */
export interface Why {
  /** What settled it. */
  rule: 'matched' | 'none-holds' | 'held-out' | 'needs-consent' | 'unknown-slot' | 'failed' | 'no-rules'
  /** The same in words. */
  said: string
  /** Index of the choice that was taken. */
  choice?: number
  /** Every choice of the slot in its order, with what stood against it. */
  choices: { block: string; taken: boolean; notes: string[]; when?: WhyCondition }[]
  consent: { needs?: string; granted: readonly string[] }
  /** `bucket`: where the visitor lies in [0, 1); below `share` they are left alone. */
  holdout?: { share: number; bucket?: number }
  experiments: { name: string; variant: string | null; bucket?: number; note?: string; when?: WhyCondition }[]
  /** What was drawn where the slot or the list learns what earns most, and with which probability. */
  drawn?: { arm: string; propensity: number }
  /** The list of a block that recommends: where each product comes from, best first, and what kept others out. */
  list?: { from: string; items: WhyItem[]; left_out: Record<string, number> }
}

/** A condition in words, whether it holds, and what is the case; `unknown` counts as off. */
/** `parts`: what speaks for it, each as a share of the most that it said for any product; only those above 0. */
export interface WhyItem {
  item_id: string
  source: string
  score: number
  because?: string
  parts?: Record<string, number>
  /** Visits of the model that hold it. */
  sessions?: number
}
export interface WhyCondition {
  asks: string
  holds: 'yes' | 'no' | 'unknown'
  actual?: string
  parts?: WhyCondition[]
}

/** Why a decision looked at this page alone. `withdrawn`: a newer word of the same person, maybe on another device. */
export type ContextOnly = 'not_granted' | 'gpc' | 'withdrawn' | 'no_visitor'

export interface DecideResponse {
  decisions: Record<string, Decision>
  /** Absent when the visitor's history was used, or could have been. */
  context_only?: ContextOnly
  /** Versions that decided; `null` when none is published. */
  bundle: string | null
  model: string | null
}

/** Every refusal looks like this (RFC 9457 with `code` and `fix`). */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail: string
  fix: string
  request_id: string
}

export const LIMITS = {
  /** Largest request body, bytes. */
  BODY_BYTES: 64 * 1024,
  /** Largest batch the snippet freezes, bytes. */
  BATCH_BYTES: 16 * 1024,
  EVENTS_PER_BATCH: 100,
  PENDING_BATCHES: 20,
  ITEMS_PER_EVENT: 50,
  SLOTS_PER_DECISION: 16,
  /** Longest string anywhere, UTF-16 code units; longer ones are cut. */
  STRING_LENGTH: 512,
  JSON_DEPTH: 8,
  /** Most keys of all objects together. */
  JSON_KEYS: 8192,
  CAPSULE_BYTES: 3 * 1024,
} as const

/**
 * What a block's markup may consist of, wherever it is put into a page: elements by their interface in the HTML
 * standard (all others go with everything inside them), …
 */
export const BLOCK_ELEMENTS =
  / HTML(|Anchor|BR|Button|D(etails|iv|List)|H(eading|R)|Image|LI|[OU]List|P\w+|Quote|S(ource|pan)|T(able\w*|ime))Element/
/** … attributes that neither run, style, name nor send anything (`id` and `name` are out: they clobber globals), … */
export const BLOCK_ATTRIBUTES =
  /^(alt|(aria|data)-.+|class|(col|row)span|dir|height|href|lang|loading|media|rel|role|sizes|src|srcset|target|title|type|width)$/
/** … and addresses that are relative or of a scheme that only shows or opens something. */
export const BLOCK_URLS = /^(https?:|mailto:|tel:|[^:]*$|[^:]*[/?#])/i
