import type { Context, Handler } from 'hono'
import type { CollectResponse } from '../../snippet/wire.ts'
import { isProvisional } from '../identity/visitor.ts'
import { accept } from '../intake/accept.ts'
import { clientOf } from '../intake/client.ts'
import { heedConsent } from '../intake/consent.ts'
import { networkClass } from '../intake/network.ts'
import { markKnown } from '../intake/orders.ts'
import { parseCollect } from '../intake/schema.ts'
import { within } from '../journal/deadline.ts'
import { POISON } from '../journal/health.ts'
import { grantedOf } from '../profile/consent.ts'
import type { AcceptedEvent } from '../profile/event.ts'
import { tellsOrder } from '../profile/facts.ts'
import { sha256 } from '../publish/publish.ts'
import { answer } from './answer.ts'
import { sealFor } from './capsule.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { meet } from './first-contact.ts'
import { orUnavailable, readBody } from './read.ts'
import { visitorOf } from './visitor.ts'

const ERASED = 'The visitor was erased; a late batch does not bring them back.'

/** `POST /v1/collect`: bytes → accepted events → journal → capsule. The ack follows the commit, never precedes it. */
export const collect =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const read = await readBody(deps, c, parseCollect)
    if ('refusal' in read) return read.refusal
    const { site } = read
    const { batch, sent_at, automated, lost, events: raw } = read.body
    const received_at = deps.now()
    const clocks = { sent_at, received_at }
    const consent = heedConsent(read.body.consent, c.req.raw, clocks)
    const { catalogue } = await deps.library.published(site.id, (work) => deps.later(c, work))
    const shop = { formFields: site.form_fields, catalogue }
    const { events, poison, dropped } = accept(raw, consent, clocks, shop, deps.probe)
    const said: CollectResponse = {
      ack: batch,
      accepted: events.length,
      dropped: dropped as Record<string, number>,
    }
    if (poison.length) said.dropped.set_aside = poison.length
    const countDrops = () => {
      for (const [reason, count] of Object.entries(said.dropped)) deps.tally.add(site.id, reason, count)
    }
    const losses = consent.analytics === 'granted' ? Object.entries(lost ?? {}) : []
    const told = losses.reduce((sum, [, count]) => sum + count, 0)
    if (events.length + poison.length === 0 && !told) {
      countDrops()
      return c.json(said)
    }
    const claimed = read.body.visitor
    const presented = await visitorOf(deps, c, site.id, claimed)
    if (presented === undefined) return problem(c, 'visitor_unknown', 'The visitor id is not one of ours.')

    const network = await networkClass(deps.visitorKeys, site.id, c.req.raw)
    const client = { ...clientOf(c.req.raw, automated), ...(network !== undefined && { network }) }
    const entry = { batch, received_at, consent, client, events, ...(told && { lost: told }) }
    // Over what was sent, not over what was made of it: a retry corrects clocks anew.
    const digest = await sha256(new TextEncoder().encode(JSON.stringify(raw)))
    const store = async (visitor: string): Promise<Response> => {
      // Beside the append, not before it: each may take most of the time that there is.
      const meeting = isProvisional(claimed)
        ? meet(deps, c, site, { ...read.body, visitor: claimed }, consent, visitor)
        : undefined
      meeting?.catch(() => {})
      // Before the ack, as the journal's own row: what is set aside is kept, once however often it is sent.
      for (const [index, { event, error }] of poison.entries()) {
        const alone = { ...entry, batch: `${batch}#${index}`, events: [event] }
        await deps.health(c).setAside(site.id, visitor, alone, POISON)
        deps.log('an event no profile can be made of', error)
      }
      if (events.length === 0 && !told) {
        countDrops()
        return c.json(said)
      }
      const marked = { ...entry, events: await markOrders(deps, c, site.id, visitor, events) }
      const key = `${site.id}|${visitor}|${batch}`
      const known = await deps
        .journal(c)
        .append(site.id, visitor, marked, digest.slice(0, 32))
        .catch((error) => {
          deps.tally.doubt(key)
          throw error
        })
      // A batch that comes again was counted the first time, unless nobody heard then that it was written.
      const doubted = deps.tally.doubted(key)
      if (known.outcome === 'stored' || (known.outcome === 'repeated' && doubted)) {
        countDrops()
        for (const [reason, count] of losses) deps.tally.add(site.id, `lost_${reason}`, count)
      }
      const met = await meeting
      if (met && met.id !== visitor) return store(met.id)
      Object.assign(said, met?.given)
      if (known.outcome === 'conflict')
        return problem(c, 'batch_conflict', `Batch \`${batch}\` is in the journal with other events.`)
      if (known.outcome === 'erased') return problem(c, 'visitor_erased', ERASED)
      if (!grantedOf(consent, received_at, known.profile.consent).includes('personalization'))
        return c.json(said)
      const capsule = await sealFor(deps, c, site.id, visitor, known, received_at)
      if (capsule === undefined) return c.json(said)
      const all = { ...said, capsule, ...(known.newness !== undefined && { seq: known.newness }) }
      // A first contact may have been given a cookie.
      return meeting ? c.json(all) : answer(c, all)
    }
    return orUnavailable(c, () => store(presented))
  }

/** What a look at the orders known so far may take, ms; without it an order may count twice, and is kept all the same. */
const LOOK = 400

async function markOrders(
  deps: Deps,
  c: Context<Env>,
  site: string,
  visitor: string,
  events: AcceptedEvent[],
): Promise<AcceptedEvent[]> {
  if (!events.some(tellsOrder)) return events
  try {
    const { profile } = await within(deps.journal(c).known(site, visitor), LOOK)
    return markKnown(events, profile.orders)
  } catch {
    return events
  }
}
