import type { Context, Handler } from 'hono'
import { describeVisitor } from '../../rules/given/describe.ts'
import type { Described } from '../../rules/given/read.ts'
import { heeding, profileOf } from '../../rules/given/visitor.ts'
import { type DecideResponse, type PageContext, PURPOSES, type Purpose } from '../../snippet/wire.ts'
import { decide } from '../decide/decide.ts'
import { subjectOf } from '../identity/visitor.ts'
import { cleanPage } from '../intake/clean.ts'
import { clientOf } from '../intake/client.ts'
import { type PreviewEnvelope, parsePreview } from '../intake/schema.ts'
import { type Profile, sum } from '../profile/profile.ts'
import { hostsOf } from './decide.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { orUnavailable, readBody } from './read.ts'
import { serverSite } from './server/auth.ts'
import { visitorOf } from './visitor.ts'

/** What settings a description is read by where no rules are published yet. */
const NO_SHOP = { currency: 'USD', locale: 'en-US', timezone: 'UTC' }

/** `POST /v1/preview`: what decide would answer a described visitor, with reasons; nothing is stored. */
export const preview =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const read = await readBody(deps, c, parsePreview)
    if ('refusal' in read) return read.refusal
    const { body: asked, site } = read
    const may = await serverSite(deps, c, asked.site, 'preview')
    if (!may.ok) return problem(c, may.reason, may.detail)

    const published = await deps.library.published(asked.site, (work) => deps.later(c, work))
    const settings = published.bundle?.settings ?? NO_SHOP
    const told = describeVisitor(asked.given ?? {}, settings, deps.now())
    if (!told.ok) return problem(c, 'bad_request', told.faults.join('\n'))
    return orUnavailable(c, async () => {
      const real = await knownOf(deps, c, asked)
      const described = heeding(consenting(told.described, real?.granted))
      const knows = described.granted.includes('personalization')
      const profile = sum([...(real && knows ? [real.profile] : []), profileOf(described, settings)])
      const subject = described.id ?? (knows ? real?.subject : undefined)
      const decisions = decide(
        {
          slots: asked.slots,
          page: pageOf(asked.page, described),
          client: clientOf(c.req.raw),
          hosts: hostsOf(c, site),
          granted: described.granted as Purpose[],
          profile,
          known: (real?.known && knows) ?? false,
          ...(subject !== undefined && { subject }),
          now: described.now,
          listId: () => crypto.randomUUID(),
          explain: true,
          said: described,
        },
        published,
      )
      const answer: DecideResponse = {
        decisions,
        bundle: published.bundle?.hash ?? null,
        model: published.model?.hash ?? null,
      }
      return c.json(answer)
    })
  }

interface Known {
  profile: Profile
  known: boolean
  subject: string
  granted: Purpose[]
}

/** What is known of the real visitor that a preview starts from. */
async function knownOf(
  deps: Deps,
  c: Context<Env>,
  { site, visitor }: PreviewEnvelope,
): Promise<Known | undefined> {
  const id = visitor === undefined ? undefined : await visitorOf(deps, c, site, visitor)
  if (id === undefined) return undefined
  const { profile, person } = await deps.journal(c).known(site, id)
  const granted = PURPOSES.filter((purpose) => profile.consent[purpose]?.state === 'granted')
  return { profile, known: person !== undefined, subject: subjectOf(id), granted }
}

/** What a real visitor did not grant, no description grants. */
const consenting = (described: Described, real: readonly string[] | undefined): Described =>
  real ? { ...described, granted: described.granted.filter((each) => real.includes(each)) } : described

/** The page, with what the description says of it. */
function pageOf(page: PageContext, { context }: Described): PageContext {
  const said: PageContext = {
    path: String(context.path ?? page.path),
    ...(context.title !== undefined && { title: String(context.title) }),
    ...(context.item !== undefined && { item_id: String(context.item) }),
    ...(context.category !== undefined && { category: String(context.category) }),
    ...(context.language !== undefined && { language: String(context.language) }),
  }
  return cleanPage({ ...page, ...said })
}
