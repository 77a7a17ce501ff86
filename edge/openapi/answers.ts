import * as v from 'valibot'
import type {
  CollectResponse,
  ConsentResponse,
  DecideResponse,
  Decision,
  IdentifyResponse,
  Problem,
} from '../../snippet/wire.ts'
import { SCHEMAS } from '../intake/schema.ts'
import type { Shape } from '../shape.ts'

/** A schema, and what its value means. */
export const said = <T extends v.GenericSchema>(schema: T, means: string) =>
  v.pipe(schema, v.description(means))
const maybe = v.exactOptional
const text = v.string()
const whole = v.pipe(v.number(), v.integer())
const counts = v.record(text, v.pipe(v.number(), v.integer(), v.minValue(0)))
const anything = v.looseObject({})
const capsule = said(text, "The visitor's profile, sealed; send it back with the next decide.")
/** How an answer names the visitor it is about. */
const given = {
  visitor: maybe(said(text, 'The id to send from now on.')),
  cookie: maybe(
    said(v.literal(true), "Instead of `visitor`: the id is in a cookie of the Worker's own origin."),
  ),
}

export const problemAnswer = said(
  v.object({
    type: text,
    title: text,
    status: whole,
    code: text,
    detail: text,
    fix: text,
    request_id: text,
  }),
  'Every refusal (RFC 9457), with what to do; the codes are listed at /errors.',
) satisfies Shape<Problem>

export const collectAnswer = v.object({
  ack: said(text, 'The batch that is now in the journal.'),
  accepted: whole,
  dropped: said(counts, 'Events refused, by reason; those are final.'),
  receipt: maybe(said(anything, 'First contact: the receipt of the consent.')),
  ...given,
  capsule: maybe(capsule),
  seq: maybe(said(v.number(), 'Of two capsules the one with the greater `seq` is newer.')),
}) satisfies Shape<CollectResponse>

export const decisionAnswer = v.object({
  block: said(v.nullable(text), "`null` keeps the site's own content."),
  html: maybe(text),
  items: maybe(v.array(v.object({ item_id: text, reason: text }))),
  list_id: maybe(text),
  variant: maybe(text),
  why: maybe(
    said(
      v.custom<NonNullable<Decision['why']>>((why) => typeof why === 'object'),
      'The reasons; only with a preview token.',
    ),
  ),
}) satisfies Shape<Decision>

export const decideAnswer = v.object({
  decisions: v.record(text, decisionAnswer),
  context_only: maybe(
    said(
      v.picklist(['not_granted', 'gpc', 'withdrawn', 'no_visitor']),
      'Why only the page in front of the visitor counted.',
    ),
  ),
  bundle: said(v.nullable(text), 'Version of the rules that decided.'),
  model: v.nullable(text),
}) satisfies Shape<DecideResponse>

export const consentAnswer = v.object({
  receipt: said(anything, 'After ISO/IEC TS 27560.'),
  consent: SCHEMAS.consent,
  ...given,
  capsule: maybe(capsule),
  removed: maybe(said(counts, 'Analytics was withdrawn: rows erased, by table.')),
}) satisfies Shape<ConsentResponse>

export const identifyAnswer = v.object({
  person: v.nullable(text),
  verified: v.boolean(),
  ...given,
  capsule: maybe(capsule),
}) satisfies Shape<IdentifyResponse>

export const logoutAnswer = v.object(given)

export const meAnswer = said(
  v.looseObject({
    visitor: text,
    journal: v.array(v.unknown()),
    receipts: v.array(v.unknown()),
    ledger: v.array(v.unknown()),
    links: v.array(v.unknown()),
    profile: anything,
    portrait: v.unknown(),
    segments: v.record(text, v.looseObject({ in: v.boolean() })),
    next: maybe(said(v.number(), 'Ask again with `after` for the rest of the journal.')),
  }),
  'All that is kept of whoever asks, what is made of it, and why they are in each segment.',
)

export const erasedAnswer = v.object({ erased: v.literal(true), removed: counts })

export const eventsAnswer = v.object({
  ack: text,
  accepted: whole,
  repeated: said(whole, 'Told before.'),
  dropped: counts,
  refused: v.array(v.object({ index: whole, code: text, detail: text })),
})

export const peopleAnswer = v.object({
  taken: whole,
  refused: v.array(v.object({ line: whole, code: text, detail: text })),
})

export const unlinkAnswer = v.object({ person: text, unlinked: v.array(text) })

export const publishAnswer = v.object({
  ok: v.literal(true),
  hash: text,
  changed: said(v.boolean(), 'False where this version was live already.'),
})

export const publishedAnswer = v.object({
  bundle: said(v.nullable(text), 'Its JSON as text: the very bytes that its hash is of.'),
  history: said(
    v.array(v.object({ hash: text, at: whole, author: maybe(text), message: maybe(text) })),
    'Oldest first.',
  ),
})

export const erasureAnswer = v.object({
  erased: v.boolean(),
  remains: said(counts, 'Rows that still hold the id, by table; `archive` counts lines, where there is one.'),
  next: maybe(said(text, 'Where reading the archive goes on: ask again with it as `after`.')),
})

export const healthAnswer = v.looseObject({
  days: v.array(v.object({ day: text, drops: counts })),
  failed: counts,
  folds: v.record(text, v.unknown()),
  serves: v.object({ bundle: v.nullable(text), catalogue: v.nullable(text), model: v.nullable(text) }),
})

export const replayAnswer = v.object({
  landed: whole,
  erased: whole,
  failed: whole,
  next: maybe(v.number()),
})

export const reshardAnswer = v.object({ done: v.boolean(), steps: v.array(anything) })
