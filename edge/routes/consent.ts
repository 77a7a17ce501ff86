import type { Context, Handler } from 'hono'
import type { Consent, ConsentResponse } from '../../snippet/wire.ts'
import { receiptOf } from '../identity/receipt.ts'
import { cleanText } from '../intake/clean.ts'
import { clientOf } from '../intake/client.ts'
import { heedConsent } from '../intake/consent.ts'
import { type ConsentEnvelope, parseConsent } from '../intake/schema.ts'
import type { Site } from '../intake/site.ts'
import type { Recorded } from '../journal/people.ts'
import { grantedOf } from '../profile/consent.ts'
import { sealFor } from './capsule.ts'
import type { Deps, Env } from './deps.ts'
import { orUnavailable, readBody } from './read.ts'
import { freshVisitor, giveVisitor, takeVisitor, visitorOf } from './visitor.ts'

/** What a page says of its visitor's consent. */
type Stated = Pick<ConsentEnvelope, 'consent' | 'text_version' | 'language' | 'automated'>

/**
 * `POST /v1/consent`: what the visitor said → receipt → consequences. A grant of analytics brings
 * the visitor id; its withdrawal erases what the visitor left, within this request. Whoever
 * refuses without ever having been known leaves no trace: the receipt is theirs alone.
 */
export const consent =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const read = await readBody(deps, c, parseConsent)
    if ('refusal' in read) return read.refusal
    const { body, site } = read
    const now = deps.now()
    const said = heedConsent(body.consent, c.req.raw, { sent_at: body.sent_at ?? now, received_at: now })
    const visitor = await visitorOf(deps, c, site.id, body.visitor)
    return orUnavailable(c, async () => {
      if (said.analytics === 'granted') return grant(deps, c, site, body, said, visitor)
      const recorded = await record(deps, c, site, body, said, visitor)
      const answer: ConsentResponse = { receipt: JSON.parse(recorded.body) as object, consent: said }
      if (visitor === undefined) return c.json(answer)
      if (said.analytics === 'unknown') {
        const { entry: _, ...receipt } = recorded
        await deps.people(c).record(site.id, visitor, receipt)
        return c.json(answer)
      }
      takeVisitor(c, site.id)
      const removed = await deps.people(c).withdraw(site.id, visitor, bare(recorded))
      return c.json({ ...answer, removed })
    })
  }

async function grant(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  body: ConsentEnvelope,
  said: Consent,
  visitor: string | undefined,
): Promise<Response> {
  const now = deps.now()
  // Who was erased and consents anew is somebody new.
  const kept =
    (visitor === undefined ? undefined : await keepGrant(deps, c, site, body, said, visitor)) ??
    (await keepGrant(deps, c, site, body, said, (await freshVisitor(deps, site.id)).id))
  if (!kept) throw new Error('a visitor id minted a moment ago is erased already')
  const answer: ConsentResponse = {
    receipt: JSON.parse(kept.recorded.body) as object,
    consent: said,
    ...(await giveVisitor(deps, c, site.id, kept.id)),
  }
  if (grantedOf(said, now, kept.known.profile.consent).includes('personalization')) {
    const capsule = await sealFor(deps, c, site.id, kept.id, kept.known, now)
    if (capsule !== undefined) answer.capsule = capsule
  }
  return c.json(answer)
}

/** Keeps a grant with its receipt under an id; `undefined` if that was erased. */
export async function keepGrant(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  stated: Stated,
  said: Consent,
  id: string,
) {
  const recorded = await record(deps, c, site, stated, said, id)
  const known = await deps.people(c).record(site.id, id, recorded)
  return known && { id, known, recorded }
}

async function record(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  stated: Stated,
  said: Consent,
  visitor: string | undefined,
): Promise<Recorded> {
  const now = deps.now()
  const { text_version, language, automated } = stated
  const at = said.at ?? now
  const { receipt, body } = await receiptOf({
    site: site.id,
    consent: said,
    at,
    ...(stated.consent.at !== undefined && { said_at: stated.consent.at }),
    ...(visitor !== undefined && { visitor }),
    ...(text_version !== undefined && { text_version: cleanText(text_version) }),
    ...(language !== undefined && { language: cleanText(language) }),
  })
  const client = clientOf(c.req.raw, automated)
  return {
    receipt,
    at,
    body,
    entry: { batch: receipt, received_at: now, consent: { ...said, at }, client, events: [] },
  }
}

/** A withdrawal tells the person's other devices of itself, and nothing of the device that withdrew. */
const bare = ({ entry, ...recorded }: Recorded): Recorded => ({
  ...recorded,
  ...(entry && { entry: { ...entry, client: {} } }),
})
