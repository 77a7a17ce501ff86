import * as v from 'valibot'
import { LIMITS } from '../../snippet/wire.ts'
import type { Subject } from '../journal/people.ts'
import type { AcceptedEvent } from '../profile/event.ts'
import { ok, type Result } from '../result.ts'
import { list, matching, moment, parse, text } from '../shape.ts'
import { cleanEvent, type ShopKnowledge } from './accept.ts'
import { eventShape } from './schema.ts'

const time = v.union([eventShape.created_at, moment], 'expected epoch ms, or ISO 8601 with an offset')

/** `POST /v1/server/events`: events under an id of the shop's choosing; each is read on its own. */
export const serverBatch = v.object({
  batch: matching(/^[\w.-]{1,64}$/, '1 to 64 letters, digits, `_`, `-` and `.`'),
  events: list(v.unknown(), LIMITS.EVENTS_PER_BATCH, 1),
})

/** One event of the shop's server: GA4's names and fields, about one visitor or one person. */
export const serverEvent = v.pipe(
  v.object({
    ...eventShape,
    /** Epoch ms, or ISO 8601 with an offset; absent means now. */
    created_at: v.exactOptional(time),
    /** As the wire writes it: what the snippet keeps, or the value of the cookie. */
    visitor: v.exactOptional(text(64)),
    person: v.exactOptional(text(1024)),
  }),
  v.forward(
    v.check(
      ({ visitor, person }) => (visitor === undefined) !== (person === undefined),
      'an event is about one `visitor` or one `person`',
    ),
    ['visitor'],
  ),
  v.forward(
    v.check(
      ({ name, transaction_id }) => name !== 'purchase' || transaction_id !== undefined,
      'a purchase has one, so that it counts once',
    ),
    ['transaction_id'],
  ),
)

/** An event of the shop's own server, and whom it is about: a wire id or a person id, neither checked yet. */
export interface ServerEvent {
  subject: Subject
  event: AcceptedEvent
}

/** Reads one event; the shop's word is trusted, its time no later than `now` (epoch ms). */
export function readServerEvent(value: unknown, now: number, shop: ShopKnowledge): Result<ServerEvent> {
  const parsed = parse(serverEvent, value)
  if (!parsed.ok) return parsed
  const { visitor, person, created_at = now, ...said } = parsed.value
  const at = typeof created_at === 'number' ? created_at : Date.parse(created_at)
  return ok({
    subject: visitor === undefined ? { person: person as string } : { visitor },
    event: { ...cleanEvent(said, shop), time: Math.min(now, at), trusted: true },
  })
}
