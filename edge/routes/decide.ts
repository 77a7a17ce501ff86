import type { Context, Handler } from 'hono'
import type { ContextOnly, DecideResponse } from '../../snippet/wire.ts'
import { decide as decideAll } from '../decide/decide.ts'
import { answers, type Capsule, open } from '../identity/capsule.ts'
import { holdsToken } from '../identity/secrets.ts'
import { isProvisional, subjectOf } from '../identity/visitor.ts'
import { accept, type ShopKnowledge } from '../intake/accept.ts'
import { cleanPage } from '../intake/clean.ts'
import { RequestClient } from '../intake/client.ts'
import { heedConsent } from '../intake/consent.ts'
import { type DecideEnvelope, parseDecide } from '../intake/schema.ts'
import type { Site } from '../intake/site.ts'
import { within } from '../journal/deadline.ts'
import { grantedOf } from '../profile/consent.ts'
import { empty, of, type Profile, sum } from '../profile/profile.ts'
import type { Reads } from '../profile/reads.ts'
import { answer } from './answer.ts'
import { publishedReads } from './capsule.ts'
import type { Deps, Env } from './deps.ts'
import { readBody } from './read.ts'
import { claimOf, visitorOf } from './visitor.ts'

/** `POST /v1/decide`: who is it → what is published → which block, for every slot asked for. */
export const decide =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const read = await readBody(deps, c, parseDecide)
    if ('refusal' in read) return read.refusal
    const { body: asked, site } = read

    const now = deps.now()
    const consent = heedConsent(asked.consent, c.req.raw, { sent_at: asked.sent_at, received_at: now })
    const published = await deps.library.published(asked.site, (work) => deps.later(c, work))
    const shop = { formFields: site.form_fields, catalogue: published.catalogue }
    const who = await subjectFor(deps, c, { ...asked, consent }, shop, publishedReads(published), now)
    const decisions = decideAll(
      {
        slots: asked.slots,
        page: cleanPage(asked.page),
        client: new RequestClient(c.req.raw),
        hosts: hostsOf(c, site),
        granted: grantedOf(consent, now, who.profile.consent),
        profile: who.profile,
        known: who.known ?? false,
        ...(who.subject !== undefined && { subject: who.subject }),
        now,
        listId: () => crypto.randomUUID(),
        explain:
          asked.preview !== undefined &&
          (await holdsToken(deps.secrets, asked.site, asked.preview, 'preview')),
      },
      published,
    )
    const said: DecideResponse = {
      decisions,
      ...(who.contextOnly && { context_only: who.contextOnly }),
      bundle: published.bundle?.hash ?? null,
      model: published.model?.hash ?? null,
    }
    return answer(c, said)
  }

/** The hosts that are no referrers: this Worker's, and those of the site's pages. */
export const hostsOf = (c: Context<Env>, { origins }: Site): string[] => [
  hostOf(c.req.url),
  ...origins.map(hostOf),
]

/** The host of a URL that is written as browsers write it. */
const hostOf = (url: string): string => url.split('/', 3)[2] as string

/** Whom a decision is about, and what is known of them. */
interface Who {
  profile: Profile
  /** Linked to a person. */
  known?: boolean
  /** Whom experiments deal. */
  subject?: string
  /** Why nothing may be known of them. */
  contextOnly?: ContextOnly
}

/**
 * Capsule and pending events, with no storage read; without a capsule, or with one of other rules, one read of the journal;
 * without consent, after a newer refusal, or when the journal is slow, nobody.
 */
async function subjectFor(
  deps: Deps,
  c: Context<Env>,
  asked: DecideEnvelope,
  shop: ShopKnowledge,
  reads: Reads | undefined,
  now: number,
): Promise<Who> {
  const nobody = (contextOnly: ContextOnly): Who => ({ profile: empty(), contextOnly })
  if (asked.consent.personalization !== 'granted')
    return nobody(asked.consent.source === 'gpc' ? 'gpc' : 'not_granted')
  const claimed = claimOf(c, asked.site, asked.visitor)
  const opened =
    claimed === undefined || asked.capsule === undefined
      ? undefined
      : await open(deps.capsuleKeys, asked.site, claimed, asked.capsule, now)
  // Only whom the edge knew by that id was ever given a capsule bound to it: it proves the id as the signature does.
  const visitor = opened ? claimed : await visitorOf(deps, c, asked.site, asked.visitor)
  if (visitor === undefined) return nobody('no_visitor')
  const carried = isProvisional(asked.visitor)
    ? // Nothing is known yet but what comes with the question.
      nothing()
    : await carriedOf(deps, c, { ...asked, visitor }, opened, reads)
  const refused = !grantedOf(asked.consent, now, carried.profile.consent).includes('personalization')
  // The refusal itself is what a decision may know.
  if (refused) return { ...nobody('withdrawn'), profile: { ...empty(), consent: carried.profile.consent } }
  const fresh = (asked.pending ?? []).filter(({ batch }) => !carried.holds(batch))
  const clocks = { sent_at: asked.sent_at, received_at: now }
  const events = fresh.flatMap(({ events }) => accept(events, asked.consent, clocks, shop).events)
  const profile = sum([carried.profile, ...events.map(of)])
  return { profile, known: carried.known, subject: subjectOf(visitor) }
}

type Carried = Pick<Capsule, 'profile' | 'holds' | 'known'>

async function carriedOf(
  deps: Deps,
  c: Context<Env>,
  { site, visitor, slots }: DecideEnvelope & { visitor: string },
  opened: Capsule | undefined,
  reads: Reads | undefined,
): Promise<Carried> {
  // Pruned for other rules than are published now, or without what stays at the edge: not all that is read is in it.
  if (opened && answers(opened, reads, slots)) return opened
  try {
    const known = await within(deps.journal(c).known(site, visitor), deps.decideDeadline)
    return {
      profile: known.profile,
      holds: (batch) => known.batches.includes(batch),
      known: known.person !== undefined,
    }
  } catch {
    // Late or failed: an older capsule, else this page and the pending events decide alone.
    return opened ?? nothing()
  }
}

const nothing = (): Carried => ({ profile: empty(), holds: () => false, known: false })
