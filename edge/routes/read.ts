import type { Context } from 'hono'
import { readJson } from '../intake/body.ts'
import { admit, type Site } from '../intake/site.ts'
import { JournalUnavailable } from '../journal/journal.ts'
import type { Result } from '../result.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { overBudget } from './visitor.ts'

/** A body as its schema reads it, from a page that may speak for the site it names; else the refusal. */
export async function readBody<T extends { site: string; visitor?: string }>(
  deps: Deps,
  c: Context<Env>,
  parse: (body: unknown) => Result<T>,
): Promise<{ body: T; site: Site } | { refusal: Response }> {
  const json = await readJson(c.req.raw)
  if (!json.ok) return { refusal: problem(c, json.reason, json.detail) }
  const parsed = parse(json.value)
  if (!parsed.ok) return { refusal: problem(c, parsed.reason, parsed.detail) }
  const site = admit(deps.sites, parsed.value.site, c.req.raw)
  if (!site.ok) return { refusal: problem(c, site.reason, site.detail) }
  c.set('site', site.value.id)
  const refusal = await overBudget(deps, c, site.value.id, parsed.value.visitor)
  if (refusal) return { refusal }
  return { body: parsed.value, site: site.value }
}

/** Answers that the store is down, where that is why; any other failure goes on. */
export async function orUnavailable(c: Context<Env>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof JournalUnavailable)
      return problem(c, 'unavailable', 'The store did not answer; nothing is lost.')
    throw error
  }
}
