import type { Context, Handler } from 'hono'
import type { Consent, IdentifyResponse } from '../../snippet/wire.ts'
import { legalPerson } from '../identity/person.ts'
import type { Proof } from '../identity/token.ts'
import { clientOf } from '../intake/client.ts'
import { heedConsent, saysGpc } from '../intake/consent.ts'
import { type IdentifyEnvelope, parseIdentify } from '../intake/schema.ts'
import type { Site } from '../intake/site.ts'
import { grantedOf } from '../profile/consent.ts'
import type { JournalEntry } from '../profile/event.ts'
import { sealFor } from './capsule.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { orUnavailable, readBody } from './read.ts'
import { freshVisitor, giveVisitor, visitorOf } from './visitor.ts'

/**
 * `POST /v1/identify`: proof → person → link. Without proof the word is kept as a hint on that
 * device and nothing else changes. A device that was somebody else's goes on under a new id.
 */
export const identify =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const read = await readBody(deps, c, parseIdentify)
    if ('refusal' in read) return read.refusal
    const { body, site } = read
    if (clientOf(c.req.raw, body.automated).bot)
      return problem(c, 'automated', 'An automated visit is never made anybody.')
    const visitor = await visitorOf(deps, c, site.id, body.visitor)
    if (visitor === undefined) return problem(c, 'visitor_unknown', 'The visitor id is not one of ours.')
    return orUnavailable(c, async () =>
      body.token === undefined
        ? keepHint(deps, c, site, visitor, body.person ?? '')
        : link(deps, c, site, visitor, body, body.token),
    )
  }

async function keepHint(deps: Deps, c: Context<Env>, site: Site, visitor: string, person: string) {
  const legal = legalPerson(person)
  if (!legal.ok) return problem(c, legal.reason, legal.detail)
  await deps.people(c).hint(site.id, visitor, legal.value, deps.now())
  return c.json({ person: null, verified: false } satisfies IdentifyResponse)
}

async function link(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  visitor: string,
  body: IdentifyEnvelope,
  token: string,
): Promise<Response> {
  const now = deps.now()
  const proof = await deps.verify(site.id, site.identity, token, now)
  if (!proof.ok) return problem(c, proof.reason, proof.detail)
  const { person, digest, issued_at, expires_at, by } = proof.value
  const fresh = await freshVisitor(deps, site.id, visitor)
  const stated = statedOf(proof.value, now)
  const identified = await deps.people(c).identify(site.id, {
    presented: visitor,
    fresh: fresh.id,
    person,
    token: digest,
    issued_at,
    expires_at,
    proof: by,
    at: now,
    limit: site.identity.max_visitors,
    ...(stated && { stated }),
  })
  if (identified.outcome !== 'linked') return problem(c, identified.outcome, REFUSED[identified.outcome])

  const { known } = identified
  const answer: IdentifyResponse = { person, verified: true }
  if (identified.visitor !== visitor)
    Object.assign(answer, await giveVisitor(deps, c, site.id, identified.visitor))
  const consent =
    body.consent && heedConsent(body.consent, c.req.raw, { sent_at: body.sent_at ?? now, received_at: now })
  const gpc = saysGpc(c.req.raw)
  if (maySeal(consent, gpc, now, known.profile.consent)) {
    const capsule = await sealFor(deps, c, site.id, identified.visitor, known, now)
    if (capsule !== undefined) answer.capsule = capsule
  }
  return c.json(answer)
}

const REFUSED = {
  token_replayed: 'The token was used by another device, or before a logout.',
  token_outdated: 'The token is older than the erasure of its person.',
  visitor_taken: 'The visitor is linked to another person.',
}

/** A page of before consent was part of the wire says nothing here; then what it said last counts. */
const maySeal = (
  consent: Consent | undefined,
  gpc: boolean,
  now: number,
  known: Parameters<typeof grantedOf>[2],
): boolean =>
  consent
    ? grantedOf(consent, now, known).includes('personalization')
    : !gpc && known.personalization?.state === 'granted'

function statedOf({ digest, traits, issued_at, by }: Proof, now: number): JournalEntry | undefined {
  if (Object.keys(traits).length === 0) return undefined
  return {
    batch: digest,
    received_at: now,
    consent: { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown', source: by },
    client: {},
    events: [],
    stated: { source: 'identify', time: issued_at || now, traits },
  }
}
