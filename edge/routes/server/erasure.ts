import type { Handler } from 'hono'
import * as v from 'valibot'
import { readVisitor } from '../../identity/visitor.ts'
import { text } from '../../shape.ts'
import type { Deps, Env } from '../deps.ts'
import { askedByServer } from './auth.ts'

/** Whom `erase` is about, by one of two names. */
export const eraseRequest = v.union(
  [v.object({ person: text(1024, 1) }), v.object({ visitor: text(1024, 1) })],
  'expected a `person` or a `visitor`',
)

/** `POST /v1/server/erase?site=`, scope `erase`: erases for somebody who asked the shop instead. */
export const erase = (deps: Deps): Handler<Env> =>
  askedByServer(deps, 'erase', eraseRequest, async (c, { id: site }, asked) => {
    const subject = 'visitor' in asked ? { visitor: await storedOf(deps, site, asked.visitor) } : asked
    const removed = await deps.people(c).erase(site, subject, deps.now(), 'operator')
    return c.json({ erased: true, removed })
  })

/** What `erasure` takes; `after` is `next` of the answer before. */
export const erasureRequest = v.object({ id: text(1024, 1), after: v.optional(v.string(), '') })

/**
 * `POST /v1/server/erasure?site=`, scope `read`: how many rows of each table, and lines of the archive where there is one,
 * still hold a visitor's or a person's id. `next` tells where reading the archive goes on.
 */
export const checkErasure = (deps: Deps): Handler<Env> =>
  askedByServer(deps, 'read', erasureRequest, async (c, { id: site }, asked) => {
    const id = await storedOf(deps, site, asked.id)
    const remains = await deps.people(c).remains(site, id)
    const archive = await deps.archived?.(site, id, asked.after)
    if (archive) remains.archive = archive.lines
    const next = archive?.next
    const erased = next === undefined && Object.values(remains).every((count) => count === 0)
    return c.json({ erased, remains, ...(next !== undefined && { next }) })
  })

/** An operator may also name an id as the ledger and the export write it, without its signature. */
export const storedOf = async (deps: Deps, site: string, id: string): Promise<string> =>
  (await readVisitor(deps.visitorKeys, site, id)) ?? id
