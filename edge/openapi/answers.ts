import * as z from 'zod'
import type {
  CollectResponse,
  ConsentResponse,
  DecideResponse,
  Decision,
  IdentifyResponse,
  Problem,
} from '../../snippet/wire.ts'
import { SCHEMAS } from '../intake/schema.ts'

const counts = z.record(z.string(), z.number().int().min(0))
const capsule = z.string().describe("The visitor's profile, sealed; send it back with the next decide.")
/** How an answer names the visitor it is about. */
const given = {
  visitor: z.string().exactOptional().describe('The id to send from now on.'),
  cookie: z
    .literal(true)
    .exactOptional()
    .describe("Instead of `visitor`: the id is in a cookie of the Worker's own origin."),
}

export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    fix: z.string(),
    request_id: z.string(),
  })
  .describe(
    'Every refusal (RFC 9457), with what to do; the codes are listed at /errors.',
  ) satisfies z.ZodType<Problem>

export const collectAnswer = z.object({
  ack: z.string().describe('The batch that is now in the journal.'),
  accepted: z.number().int(),
  dropped: counts.describe('Events refused, by reason; those are final.'),
  capsule: capsule.exactOptional(),
  seq: z.number().exactOptional().describe('Of two capsules the one with the greater `seq` is newer.'),
}) satisfies z.ZodType<CollectResponse>

export const decisionAnswer = z.object({
  block: z.string().nullable().describe("`null` keeps the site's own content."),
  html: z.string().exactOptional(),
  items: z.array(z.object({ item_id: z.string(), reason: z.string() })).exactOptional(),
  list_id: z.string().exactOptional(),
  variant: z.string().exactOptional(),
  why: z
    .custom<NonNullable<Decision['why']>>()
    .exactOptional()
    .describe('The reasons; only with a preview token.'),
}) satisfies z.ZodType<Decision>

export const decideAnswer = z.object({
  decisions: z.record(z.string(), decisionAnswer),
  context_only: z
    .enum(['not_granted', 'gpc', 'withdrawn', 'no_visitor'])
    .exactOptional()
    .describe('Why only the page in front of the visitor counted.'),
  bundle: z.string().nullable().describe('Version of the rules that decided.'),
  model: z.string().nullable(),
}) satisfies z.ZodType<DecideResponse>

export const consentAnswer = z.object({
  receipt: z.looseObject({}).describe('After ISO/IEC TS 27560.'),
  consent: SCHEMAS.consent,
  ...given,
  capsule: capsule.exactOptional(),
  removed: counts.exactOptional().describe('Analytics was withdrawn: rows erased, by table.'),
}) satisfies z.ZodType<ConsentResponse>

export const identifyAnswer = z.object({
  person: z.string().nullable(),
  verified: z.boolean(),
  ...given,
  capsule: capsule.exactOptional(),
}) satisfies z.ZodType<IdentifyResponse>

export const logoutAnswer = z.object(given)

export const meAnswer = z
  .looseObject({
    visitor: z.string(),
    journal: z.array(z.unknown()),
    receipts: z.array(z.unknown()),
    ledger: z.array(z.unknown()),
    links: z.array(z.unknown()),
    profile: z.looseObject({}),
    portrait: z.unknown(),
    segments: z.record(z.string(), z.looseObject({ in: z.boolean() })),
    next: z.number().exactOptional().describe('Ask again with `after` for the rest of the journal.'),
  })
  .describe('All that is kept of whoever asks, what is made of it, and why they are in each segment.')

export const erasedAnswer = z.object({ erased: z.literal(true), removed: counts })

export const eventsAnswer = z.object({
  ack: z.string(),
  accepted: z.number().int(),
  repeated: z.number().int().describe('Told before.'),
  dropped: counts,
  refused: z.array(z.object({ index: z.number().int(), code: z.string(), detail: z.string() })),
})

export const peopleAnswer = z.object({
  taken: z.number().int(),
  refused: z.array(z.object({ line: z.number().int(), code: z.string(), detail: z.string() })),
})

export const unlinkAnswer = z.object({ person: z.string(), unlinked: z.array(z.string()) })

export const erasureAnswer = z.object({
  erased: z.boolean(),
  remains: counts.describe('Rows that still hold the id, by table.'),
})

export const healthAnswer = z.looseObject({
  days: z.array(z.object({ day: z.string(), drops: counts })),
  failed: counts,
  folds: z.record(z.string(), z.unknown()),
  serves: z.object({
    bundle: z.string().nullable(),
    catalogue: z.string().nullable(),
    model: z.string().nullable(),
  }),
})

export const replayAnswer = z.object({
  landed: z.number().int(),
  erased: z.number().int(),
  failed: z.number().int(),
  next: z.number().exactOptional(),
})

export const reshardAnswer = z.object({ done: z.boolean(), steps: z.array(z.looseObject({})) })
