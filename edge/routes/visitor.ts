import type { Context } from 'hono'
import { cookieName, dropCookie, isSameOrigin, keepCookie, readCookie } from '../identity/cookie.ts'
import {
  claimedId,
  deriveVisitor,
  isProvisional,
  type Minted,
  mintVisitor,
  readVisitor,
  signVisitor,
} from '../identity/visitor.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'

/**
 * The stored id of whoever asks. On the Worker's own origin the cookie speaks, whatever the body
 * names; else the body, if its signature holds or it is one that the page made up until it has an
 * answer. Forged, foreign and doubled ids are nobody.
 */
export async function visitorOf(
  deps: Deps,
  c: Context<Env>,
  site: string,
  claimed: string | undefined,
): Promise<string | undefined> {
  const cookie = cookieOf(c, site)
  if (cookie === null) return undefined
  const known = cookie === undefined ? undefined : await readVisitor(deps.visitorKeys, site, cookie)
  if (known !== undefined) return known
  if (claimed === undefined) return undefined
  return isProvisional(claimed) ? deriveVisitor(site, claimed) : readVisitor(deps.visitorKeys, site, claimed)
}

/** The stored id that whoever asks claims to have, nothing proved yet: of the cookie where there is one, else of the body. */
export const claimOf = (c: Context<Env>, site: string, claimed: string | undefined): string | undefined => {
  const cookie = cookieOf(c, site)
  const wire = cookie === undefined ? claimed : cookie
  return wire ? claimedId(wire) : undefined
}

/** What the cookie says on the Worker's own origin; `null` for one that came twice. */
function cookieOf(c: Context<Env>, site: string): string | null | undefined {
  const cookies = c.req.header('cookie')
  return cookies && isSameOrigin(c.req.raw) ? readCookie(cookies, cookieName(site)) : undefined
}

/** Takes one from the budget of whoever a request says it is of; the refusal once that is spent. */
export async function overBudget(
  deps: Deps,
  c: Context<Env>,
  site: string,
  claimed: string | undefined,
): Promise<Response | undefined> {
  const key = cookieOf(c, site) ?? claimed
  if (key === undefined || (await deps.budgets.visitor(`${site}|${key}`))) return undefined
  return problem(c, 'too_many', 'This visitor asked more often than people do.')
}

/** How an answer names the visitor it is about: a page keeps `visitor`, a browser keeps the cookie. */
export type Given = { visitor: string } | { cookie: true }

/** Gives a visitor their id: as a cookie on the Worker's own origin, else for the page to keep. */
export async function giveVisitor(deps: Deps, c: Context<Env>, site: string, id: string): Promise<Given> {
  const wire = await signVisitor(deps.visitorKeys, site, id)
  if (!isSameOrigin(c.req.raw)) return { visitor: wire }
  c.header('set-cookie', keepCookie(site, wire))
  return { cookie: true }
}

/** Takes the cookie back, where there may be one. */
export function takeVisitor(c: Context<Env>, site: string): void {
  if (isSameOrigin(c.req.raw)) c.header('set-cookie', dropCookie(site))
}

/** A new id; `after` is the device's id until now. */
export const freshVisitor = (deps: Deps, site: string, after?: string): Promise<Minted> =>
  mintVisitor(deps.visitorKeys, site, deps.random, after)
