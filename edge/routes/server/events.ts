import type { Context, Handler } from 'hono'
import { isPerson, journalNameOf, legalPerson } from '../../identity/person.ts'
import { verifySignature } from '../../identity/signature.ts'
import { readVisitor } from '../../identity/visitor.ts'
import type { ShopKnowledge } from '../../intake/accept.ts'
import { parseJson, readBytes } from '../../intake/body.ts'
import { markKnown } from '../../intake/orders.ts'
import { readServerEvent, serverBatch } from '../../intake/server-event.ts'
import { POISON } from '../../journal/health.ts'
import type { Subject } from '../../journal/people.ts'
import type { AcceptedEvent, JournalEntry } from '../../profile/event.ts'
import { of, type Profile } from '../../profile/profile.ts'
import { sha256 } from '../../publish/publish.ts'
import { ok, type Reason, type Result, refuse } from '../../result.ts'
import { parse } from '../../shape.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { forServer } from './auth.ts'

/** Largest body, bytes. */
const MAX_BYTES = 256 * 1024

/** What became of a batch; `refused` names events by their place in it, from 0. */
interface Answer {
  ack: string
  accepted: number
  /** Told before, by this batch or, for an order, by any. */
  repeated: number
  dropped: Partial<Record<'no_consent' | 'set_aside', number>>
  refused: { index: number; code: Reason; detail: string }[]
}

/** A journal row to be: one order, or what else a batch tells of one visitor or person. */
interface Row {
  name: string
  batch: string
  order: boolean
  events: { index: number; event: AcceptedEvent; raw: unknown }[]
}

/**
 * `POST /v1/server/events?site=`, scope `events`, body signed: what the shop's own server saw. Its
 * orders are revenue. Every event stands for itself; the same batch again, and the same order in
 * whatever batch, change nothing. README.md in this folder shows a request.
 */
export const serverEvents = (deps: Deps): Handler<Env> =>
  forServer(deps, 'events', async (c, { id, form_fields }) => {
    const bytes = await readBytes(c.req.raw, MAX_BYTES)
    if (!bytes.ok) return problem(c, bytes.reason, bytes.detail)
    const now = deps.now()
    const header = c.req.header('acquaint-signature') ?? null
    const signed = await verifySignature(deps.secrets.get(id)?.signing ?? [], header, bytes.value, now)
    if (!signed.ok) return problem(c, signed.reason, signed.detail)
    const json = parseJson(bytes.value)
    if (!json.ok) return problem(c, json.reason, json.detail)
    const body = parse(serverBatch, json.value)
    if (!body.ok) return problem(c, body.reason, body.detail)

    const { catalogue } = await deps.library.published(id, (work) => deps.later(c, work))
    const shop = { formFields: form_fields, catalogue }
    const { batch, events } = body.value
    const answer: Answer = { ack: batch, accepted: 0, repeated: 0, dropped: {}, refused: [] }
    const rows: Row[] = []
    for (const [index, raw] of events.entries()) {
      const read = await readRow(deps, id, batch, { index, raw }, now, shop)
      if (read.ok) gather(rows, read.value)
      else answer.refused.push({ index, code: read.reason, detail: read.detail })
    }
    const profiles = new Map<string, Profile>()
    for (const row of rows) {
      const { name } = row
      const known = profiles.get(name) ?? (await deps.journal(c).known(id, name)).profile
      profiles.set(name, known)
      await land(deps, c, id, row, known, answer)
    }
    for (const [reason, count] of Object.entries(answer.dropped)) deps.tally.add(id, reason, count)
    for (const { code } of answer.refused) deps.tally.add(id, code, 1)
    return c.json(answer)
  })

/** The row that one event would make. */
async function readRow(
  deps: Deps,
  site: string,
  batch: string,
  { index, raw }: { index: number; raw: unknown },
  now: number,
  shop: ShopKnowledge,
): Promise<Result<Row>> {
  const read = readServerEvent(raw, now, shop)
  if (!read.ok) return read
  const { event, subject } = read.value
  const name = await nameOf(deps, site, subject)
  if (!name.ok) return name
  const order = event.name === 'purchase' ? event.transaction_id : undefined
  const id = order === undefined ? `server:${batch}` : `order:${await digestOf(order)}`
  return ok({ name: name.value, batch: id, order: order !== undefined, events: [{ index, event, raw }] })
}

/** Adds a row to those before it: an order stands alone, so that no second batch tells of it anew; the rest share one. */
function gather(rows: Row[], row: Row): void {
  const same = rows.find(({ name, order }) => name === row.name && !order && !row.order)
  if (same) same.events.push(...row.events)
  else rows.push(row)
}

/** Under what name the journal keeps whom an event is about. */
async function nameOf(deps: Deps, site: string, subject: Subject): Promise<Result<string>> {
  if ('person' in subject) {
    const person = legalPerson(subject.person)
    return person.ok ? ok(journalNameOf(person.value)) : person
  }
  const visitor = await readVisitor(deps.visitorKeys, site, subject.visitor)
  return visitor === undefined ? refuse('visitor_unknown', 'The visitor id is not one of ours.') : ok(visitor)
}

const digestOf = async (text: string): Promise<string> =>
  (await sha256(new TextEncoder().encode(text))).slice(0, 32)

/**
 * Whether an event may be kept. A visitor's consent covers what they did; of a person, orders are the
 * shop's own record of its customer, as imported ones are, unless the person has withdrawn.
 */
function covered(name: string, event: AcceptedEvent, { analytics }: Profile['consent']): boolean {
  if (isPerson(name) && event.name === 'purchase') return analytics?.state !== 'denied'
  return analytics?.state === 'granted'
}

async function land(
  deps: Deps,
  c: Context<Env>,
  site: string,
  { name, batch, events }: Row,
  known: Profile,
  answer: Answer,
): Promise<void> {
  const drop = (reason: keyof Answer['dropped'], count: number) => {
    answer.dropped[reason] = (answer.dropped[reason] ?? 0) + count
  }
  const may = events.filter(({ event }) => covered(name, event, known.consent))
  if (may.length < events.length) drop('no_consent', events.length - may.length)
  const entry: Omit<JournalEntry, 'events'> = {
    batch,
    received_at: deps.now(),
    consent: { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown', source: 'server' },
    client: {},
  }
  const sound: typeof may = []
  for (const each of may) {
    try {
      ;(deps.probe ?? of)(each.event)
      sound.push(each)
    } catch (error) {
      const alone = { ...entry, batch: `${batch}#${each.index}`, events: [each.event] }
      await deps.health(c).setAside(site, name, alone, POISON)
      deps.log('an event no profile can be made of', error)
      drop('set_aside', 1)
    }
  }
  if (sound.length === 0) return
  // Over what was sent, not over what was made of it: a later try may know more products, or fold what this one can't.
  const digest = await digestOf(JSON.stringify(events.map(({ raw }) => raw)))
  const { outcome } = await deps.journal(c).append(
    site,
    name,
    {
      ...entry,
      events: markKnown(
        sound.map(({ event }) => event),
        known.orders,
      ),
    },
    digest,
  )
  if (outcome === 'stored') answer.accepted += sound.length
  else if (outcome === 'repeated') answer.repeated += sound.length
  else {
    const [code, detail] = REFUSED[outcome]
    for (const { index } of sound) answer.refused.push({ index, code, detail })
  }
}

const REFUSED = {
  conflict: ['batch_conflict', 'The batch, or the order, was told before with other content.'],
  erased: ['visitor_erased', 'They asked to be forgotten; nothing is kept of them any more.'],
} as const
