import type { Handler } from 'hono'
import * as v from 'valibot'
import { list, text } from '../../shape.ts'
import type { Deps, Env } from '../deps.ts'
import { askedByServer } from './auth.ts'
import { storedOf } from './erasure.ts'

/** What `unlink` takes. */
export const unlinkRequest = v.object({
  person: text(1024, 1),
  /** Wire ids; absent means all of the person's. */
  visitors: v.exactOptional(list(text(64), 200)),
  /** Who asked, for the ledger. */
  by: v.optional(text(64), 'operator'),
})

/** `POST /v1/server/unlink?site=`, scope `import`: un-merges. Both sides are then what their own journals say, nothing is copied back. */
export const unlink = (deps: Deps): Handler<Env> =>
  askedByServer(deps, 'import', unlinkRequest, async (c, { id }, { person, visitors, by }) => {
    const chosen = visitors && (await Promise.all(visitors.map((wire) => storedOf(deps, id, wire))))
    const unlinked = await deps.people(c).unlink(id, person, chosen, deps.now(), `operator:${by}`)
    return c.json({ person, unlinked })
  })
