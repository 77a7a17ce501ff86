import type { Handler } from 'hono'
import type { CollectResponse } from '../../snippet/wire.ts'
import { seal } from '../identity/capsule.ts'
import { accept } from '../intake/accept.ts'
import { readJson } from '../intake/body.ts'
import { clientOf } from '../intake/client.ts'
import { parseCollect } from '../intake/schema.ts'
import { admit } from '../intake/site.ts'
import { JournalUnavailable } from '../journal/journal.ts'
import { sha256 } from '../publish/publish.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'

/** `POST /v1/collect`: bytes → accepted events → journal → capsule. The ack follows the commit, never precedes it. */
export const collect =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const body = await readJson(c.req.raw)
    if (!body.ok) return problem(c, body.reason, body.detail)
    const parsed = parseCollect(body.value)
    if (!parsed.ok) return problem(c, parsed.reason, parsed.detail)
    const { site: siteId, visitor, batch, sent_at, consent, automated, events: raw } = parsed.value
    const site = admit(deps.sites, siteId, c.req.raw)
    if (!site.ok) return problem(c, site.reason, site.detail)

    const received_at = deps.now()
    const { catalogue } = await deps.library.shelf(siteId, (work) => deps.later(c, work))
    const { events, dropped } = accept(
      raw,
      consent,
      { sent_at, received_at },
      { formFields: site.value.form_fields, catalogue },
    )
    const answer: CollectResponse = {
      ack: batch,
      accepted: events.length,
      dropped: dropped as Record<string, number>,
    }
    if (events.length === 0) return c.json(answer)

    const entry = { batch, received_at, consent, client: clientOf(c.req.raw, automated), events }
    // Over what was sent, not over what was made of it: a retry corrects clocks anew.
    const digest = await sha256(new TextEncoder().encode(JSON.stringify(raw)))
    try {
      const known = await deps.journal(c).append(siteId, visitor, entry, digest.slice(0, 32))
      if (known.outcome === 'conflict')
        return problem(c, 'batch_conflict', `Batch \`${batch}\` is in the journal with other events.`)
      if (consent.personalization !== 'granted') return c.json(answer)
      const capsule = await seal(deps.capsuleKeys, siteId, visitor, known, received_at)
      return c.json(capsule === undefined ? answer : { ...answer, capsule })
    } catch (error) {
      if (error instanceof JournalUnavailable)
        return problem(c, 'unavailable', 'The journal did not answer; nothing is lost.')
      throw error
    }
  }
