import type { Context, Handler } from 'hono'
import { type DecideResponse, PURPOSES } from '../../snippet/wire.ts'
import { decide as decideAll } from '../decide/decide.ts'
import { type Capsule, open } from '../identity/capsule.ts'
import { accept, type ShopKnowledge } from '../intake/accept.ts'
import { readJson } from '../intake/body.ts'
import { cleanPage, cleanText } from '../intake/clean.ts'
import { clientOf } from '../intake/client.ts'
import { type DecideEnvelope, parseDecide } from '../intake/schema.ts'
import { admit } from '../intake/site.ts'
import { within } from '../journal/deadline.ts'
import { empty, of, type Profile, sum } from '../profile/profile.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'

/** `POST /v1/decide`: who is it → what is published → which block, for every slot asked for. */
export const decide =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const body = await readJson(c.req.raw)
    if (!body.ok) return problem(c, body.reason, body.detail)
    const parsed = parseDecide(body.value)
    if (!parsed.ok) return problem(c, parsed.reason, parsed.detail)
    const asked = parsed.value
    const site = admit(deps.sites, asked.site, c.req.raw)
    if (!site.ok) return problem(c, site.reason, site.detail)

    const now = deps.now()
    const shelf = await deps.library.shelf(asked.site, (work) => deps.later(c, work))
    const { item_id, category, language, timezone, ...page } = asked.page
    const shop = { formFields: site.value.form_fields, catalogue: shelf.catalogue }
    const decisions = decideAll(
      {
        slots: asked.slots,
        page: {
          ...cleanPage(page),
          ...(item_id !== undefined && { item_id: cleanText(item_id) }),
          ...(category !== undefined && { category: cleanText(category).toLowerCase() }),
          ...(language !== undefined && { language: cleanText(language) }),
          ...(timezone !== undefined && { timezone }),
        },
        client: clientOf(c.req.raw, asked.automated),
        hosts: [new URL(c.req.url).host, ...site.value.origins.map((origin) => new URL(origin).host)],
        granted: PURPOSES.filter((purpose) => asked.consent[purpose] === 'granted'),
        profile: await profileOf(deps, c, asked, shop, now),
        ...(maySubject(asked) && { subject: asked.visitor }),
        now,
        listId: () => crypto.randomUUID(),
      },
      shelf,
    )
    const answer: DecideResponse = {
      decisions,
      bundle: shelf.bundle?.hash ?? null,
      model: shelf.model?.hash ?? null,
    }
    return c.json(answer)
  }

const maySubject = (asked: DecideEnvelope): asked is DecideEnvelope & { visitor: string } =>
  asked.visitor !== undefined && asked.consent.personalization === 'granted'

/**
 * What is known of the visitor: capsule and pending events, with no storage read; without a
 * capsule one read of the journal; without consent, or when the journal is slow, nothing.
 */
async function profileOf(
  deps: Deps,
  c: Context<Env>,
  asked: DecideEnvelope,
  shop: ShopKnowledge,
  now: number,
): Promise<Profile> {
  if (!maySubject(asked)) return empty()
  const carried = await carriedOf(deps, c, asked, now)
  const fresh = (asked.pending ?? []).filter(({ batch }) => !carried.batches.includes(batch))
  const clocks = { sent_at: asked.sent_at, received_at: now }
  const events = fresh.flatMap(({ events }) => accept(events, asked.consent, clocks, shop).events)
  return sum([carried.profile, ...events.map(of)])
}

async function carriedOf(
  deps: Deps,
  c: Context<Env>,
  { site, visitor, capsule }: DecideEnvelope & { visitor: string },
  now: number,
): Promise<Capsule> {
  const opened = capsule === undefined ? undefined : await open(deps.capsuleKeys, site, visitor, capsule, now)
  if (opened) return opened
  try {
    return await within(deps.journal(c).known(site, visitor), deps.decideDeadline)
  } catch {
    // Late or failed: this page and the pending events decide alone.
    return { profile: empty(), batches: [] }
  }
}
