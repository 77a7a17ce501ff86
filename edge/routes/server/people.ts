import type { Context, Handler } from 'hono'
import { journalNameOf } from '../../identity/person.ts'
import { type PersonRow, readPerson } from '../../identity/row.ts'
import { readVisitor } from '../../identity/visitor.ts'
import { linesOf, readBytes } from '../../intake/body.ts'
import type { Site } from '../../intake/site.ts'
import { sha256 } from '../../publish/publish.ts'
import { ok, type Result, refuse } from '../../result.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { forServer } from './auth.ts'

/** Largest body, bytes, and most rows: what one request can write in its time. */
const MAX_BYTES = 1024 * 1024
const MAX_ROWS = 500

/** What became of one row; `line` counts from 1. */
interface Refusal {
  line: number
  code: string
  detail: string
}

/**
 * `POST /v1/server/people?site=`: NDJSON, a person a line, with traits, past orders and
 * visitors to link. Each line stands for itself: one that can't be read is reported, the others
 * land. The same line again changes nothing.
 */
export const people = (deps: Deps): Handler<Env> =>
  forServer(deps, 'import', async (c, site) => {
    const bytes = await readBytes(c.req.raw, MAX_BYTES)
    if (!bytes.ok) return problem(c, bytes.reason, bytes.detail)
    const rows = linesOf(bytes.value)
    if (rows.length > MAX_ROWS) return problem(c, 'bad_request', `There are more than ${MAX_ROWS} lines.`)
    const refused: Refusal[] = []
    let taken = 0
    for (const { line, bytes } of rows) {
      const read = readPerson(bytes, deps.now())
      const landed = read.ok ? await land(deps, c, site, read.value, bytes) : [read]
      const failures = landed.filter((result) => !result.ok)
      if (read.ok && failures.length < landed.length) taken++
      for (const { reason, detail } of failures) refused.push({ line, code: reason, detail })
    }
    return c.json({ taken, refused })
  })

/** Appends what the line says to the person's own journal, and links the visitors it names; one result each. */
async function land(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  row: PersonRow,
  line: Uint8Array,
): Promise<Result<unknown>[]> {
  const digest = (await sha256(line)).slice(0, 32)
  const entry = { ...row.entry, batch: digest }
  const appended = await deps.journal(c).append(site.id, journalNameOf(row.person), entry, digest)
  if (appended.outcome === 'erased')
    return [
      refuse('visitor_erased', 'The person asked to be forgotten; only they can come back, by logging in.'),
    ]
  const results: Result<unknown>[] = [ok(undefined)]
  for (const wire of row.visitors) results.push(await link(deps, c, site, row.person, wire))
  return results
}

async function link(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  person: string,
  wire: string,
): Promise<Result<unknown>> {
  const visitor = await readVisitor(deps.visitorKeys, site.id, wire)
  if (visitor === undefined) return refuse('visitor_unknown', 'A visitor id is not one of ours.')
  const now = deps.now()
  const { outcome } = await deps.people(c).identify(site.id, {
    presented: visitor,
    // A server links this visitor or none.
    fresh: visitor,
    person,
    token: crypto.randomUUID(),
    issued_at: 0,
    expires_at: now,
    proof: 'server',
    at: now,
    limit: site.identity.max_visitors,
  })
  if (outcome === 'linked') return ok(undefined)
  return outcome === 'visitor_taken'
    ? refuse('visitor_taken', 'A visitor is linked to another person.')
    : refuse('visitor_erased', 'A visitor was erased.')
}
