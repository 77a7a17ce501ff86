import type { Handler } from 'hono'
import { stepTo } from '../../journal/shards/move.ts'
import { MoveRefused, type Progress } from '../../journal/shards/progress.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { forServer } from './auth.ts'

/** Steps of one request: what it can do in its time. */
const STEPS = 8

/**
 * `POST /v1/server/reshard?site=&to=&by=`, scope `operate`: some steps of dealing the buckets of all
 * sites to the first `to` databases; asked again until `done`. `by` (0 to 999) tells commands apart.
 */
export const reshard = (deps: Deps): Handler<Env> =>
  forServer(deps, 'operate', async (c) => {
    const to = Number(c.req.query('to'))
    const by = Math.abs(Math.trunc(Number(c.req.query('by') ?? 0)) || 0) % 1000
    const most = deps.databases?.length ?? 0
    if (!Number.isInteger(to) || to < 1 || to > most)
      return problem(c, 'bad_request', `\`to\` is 1 to ${most}: so many databases are bound.`)
    const steps: Progress[] = []
    try {
      do steps.push(await stepTo(deps.databases ?? [], to, { by, now: deps.now() }))
      while (!steps.at(-1)?.done && steps.length < STEPS)
    } catch (error) {
      // What was done stays done; the next request goes on from there.
      deps.log('a step of moving buckets', error)
      const why = error instanceof MoveRefused ? error.message : 'A database did not answer.'
      if (steps.length === 0) return problem(c, 'unavailable', why)
    }
    return c.json({ done: steps.at(-1)?.done ?? false, steps })
  })
