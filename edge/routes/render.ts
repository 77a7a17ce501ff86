import type { Context, MiddlewareHandler } from 'hono'
import type { Purpose } from '../../snippet/wire.ts'
import { decider } from '../decide/decide.ts'
import { cookieName, readCookie } from '../identity/cookie.ts'
import { readVisitor, subjectOf } from '../identity/visitor.ts'
import { networkOf } from '../intake/budget.ts'
import { cleanPage } from '../intake/clean.ts'
import { clientOf, RequestClient } from '../intake/client.ts'
import { saysGpc } from '../intake/consent.ts'
import type { Site } from '../intake/site.ts'
import { within } from '../journal/deadline.ts'
import { empty, type Profile } from '../profile/profile.ts'
import type { Published } from '../publish/published.ts'
import type { RenderConfig } from '../render/config.ts'
import { grantedByRecord } from '../render/granted.ts'
import { fromOrigin, isLoop, toOrigin, unconditional } from '../render/origin.ts'
import { charsetOf, isPage, pageOf, personalHeaders, wantsPage } from '../render/page.ts'
import { plainPages } from '../render/plain.ts'
import { type DecideSlot, fillSlots } from '../render/stream.ts'
import { hostsOf } from './decide.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { harden } from './security.ts'

type Rendered = Site & { render: RenderConfig }
/** The work's value, or nothing once the page can't wait any more. */
type InTime = <T>(work: Promise<T>) => Promise<T | undefined>

/**
 * Stands in front of a site: what is not the Worker's own comes from the site's origin, and the
 * slots of its pages are filled while they stream. Whatever is late, fails or is no page for a
 * person passes as the origin sent it. `undefined` where it stands in front of none.
 *
 * @example app.use('*', render(deps, (path) => path.startsWith('/v1/')))
 */
export const render = (deps: Deps, isOwn: (path: string) => boolean): MiddlewareHandler<Env> | undefined => {
  const fronted = [...deps.sites.values()].filter((site): site is Rendered => site.render !== undefined)
  if (fronted.length === 0) return undefined
  const plain = plainPages()
  return async (c, next) => {
    if (isOwn(c.req.path)) return next()
    const request = c.req.raw
    const site = siteBehind(fronted, new URL(request.url).host)
    if (!site) return next()
    const { origin, budget } = site.render
    if (isLoop(request)) return unreachable(c, `\`${origin}\` leads back to this Worker instead of a server.`)

    // Who it is and what is published are looked up while the origin makes the page.
    const wanted = wantsPage(request) && !clientOf(request).bot
    const lookup = wanted ? deps.library.published(site.id, (work) => deps.later(c, work)) : undefined
    const who = wanted && request.method === 'GET' ? whoOpens(deps, c, site) : undefined

    const ask = async (as: (request: Request) => Request) => deps.forward(as(toOrigin(request, origin)))
    const answer = async (): Promise<Response> => {
      const first = await ask((same) => same)
      // What the browser keeps is the bare page of another time: the same only where there is no slot.
      return lookup && first.status === 304 && !plain.has(request.url, first) ? ask(unconditional) : first
    }
    const response = await answer().catch((error: unknown) => {
      deps.log(`no answer from ${origin}`, error)
    })
    if (!response) return unreachable(c, 'The server behind this Worker did not answer.')
    if (!lookup || !isPage(response) || plain.has(request.url, response)) {
      // A picture that was opened in a tab has no slots either.
      if (lookup && response.status === 200) plain.add(request.url, response)
      return fromOrigin(response, request, origin)
    }

    const until = deps.now() + budget
    const inTime: InTime = (work) => within(work, Math.max(0, until - deps.now())).catch(() => undefined)
    const published = await inTime(lookup)
    if (!published?.bundle || Object.keys(published.bundle.slots).length === 0) return response
    const headers = personalHeaders(response.headers)
    if (!who || !response.body) return new Response(response.body, { headers })
    const filled = fillSlots(response.body, {
      decide: decideInTime(deps, c, site, published, () => inTime(who)),
      utf8: charsetOf(response.headers.get('content-type') ?? '') !== undefined,
      ended: (anySlot) => anySlot || plain.add(request.url, response),
    })
    return new Response(filled, { headers })
  }
}

/** A refusal in place of a page: it comes before the middleware that hardens answers. */
function unreachable(c: Context<Env>, detail: string): Response {
  const refusal = problem(c, 'origin_unreachable', detail)
  harden(refusal.headers)
  return refusal
}

/** The site whose pages a host shows: the one that names it, else the one that names none. */
const siteBehind = (fronted: readonly Rendered[], host: string): Rendered | undefined =>
  fronted.find(({ render }) => render.hosts.includes(host)) ??
  fronted.find(({ render }) => render.hosts.length === 0)

/** Who opens a page, as far as they let themselves be known. */
interface Opener {
  profile: Profile
  known: boolean
  granted: Purpose[]
  subject?: string
}

const NOBODY: Opener = { profile: empty(), known: false, granted: [] }

/** Who the cookie says opens the page, by one read of the journal; nothing where that fails or is asked too often. */
async function whoOpens(deps: Deps, c: Context<Env>, site: Site): Promise<Opener | undefined> {
  try {
    const network = networkOf(c.req.raw)
    if (network !== undefined && !(await deps.budgets.address(network))) return undefined
    // Of any navigation, unlike in the API: what comes of it is the visitor's own page, which nobody else can read.
    const cookie = readCookie(c.req.header('cookie') ?? null, cookieName(site.id))
    if (!cookie) return NOBODY
    const visitor = await readVisitor(deps.visitorKeys, site.id, cookie)
    if (visitor === undefined) return NOBODY
    if (!(await deps.budgets.visitor(`${site.id}|${cookie}`))) return undefined
    const { profile, person } = await deps.journal(c).known(site.id, visitor)
    const granted = grantedByRecord(profile.consent, saysGpc(c.req.raw), deps.now())
    if (!granted.includes('personalization')) return { ...NOBODY, granted: [] }
    return { profile, known: person !== undefined, granted, subject: subjectOf(visitor) }
  } catch (error) {
    deps.log('who opens the page', error)
    return undefined
  }
}

/** Decides slots as they are found, all by one reading of the visitor and the page. */
function decideInTime(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  published: Published,
  who: () => Promise<Opener | undefined>,
): DecideSlot {
  let decide: ReturnType<typeof decider> | undefined
  return async (slot, about) => {
    const opener = await who()
    if (!opener) return undefined
    decide ??= decider(
      {
        ...opener,
        page: cleanPage({ ...pageOf(c.req.raw), ...about }),
        client: new RequestClient(c.req.raw),
        hosts: hostsOf(c, site),
        now: deps.now(),
        listId: () => crypto.randomUUID(),
      },
      published,
    )
    return decide(slot)
  }
}
