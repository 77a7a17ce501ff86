import { HonoBase as Hono } from 'hono/hono-base'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { budget } from './routes/budget.ts'
import { collect } from './routes/collect.ts'
import { consent } from './routes/consent.ts'
import { cors } from './routes/cors.ts'
import { decide } from './routes/decide.ts'
import type { Deps, Env } from './routes/deps.ts'
import { problem } from './routes/errors.ts'
import { identify } from './routes/identify.ts'
import { logout } from './routes/logout.ts'
import { eraseMe, showMe } from './routes/me.ts'
import { preview } from './routes/preview.ts'
import { render } from './routes/render.ts'
import { addScripts, isScript } from './routes/scripts.ts'
import { harden, security } from './routes/security.ts'
import { checkErasure, erase } from './routes/server/erasure.ts'
import { serverEvents } from './routes/server/events.ts'
import { health } from './routes/server/health.ts'
import { people } from './routes/server/people.ts'
import { publish, published } from './routes/server/publish.ts'
import { replay } from './routes/server/replay.ts'
import { reshard } from './routes/server/reshard.ts'
import { unlink } from './routes/server/unlink.ts'
import { tally } from './routes/tally.ts'

/** The Worker's routes and the order of what stands before them. */
export function createApp(deps: Deps): Hono<Env> {
  // Our paths are all that one kind of router can be: hono's other two would only be carried along.
  const app = new Hono<Env>({ router: new RegExpRouter() })
  const own = new Set<string>()

  // First: a site's own pages keep their own headers.
  const front = render(deps, (path) => own.has(path) || isScript(path))
  if (front) app.use('*', front)
  app.use('*', security())
  app.use('/v1/*', tally(deps))
  app.use('/v1/*', cors(deps.sites))
  app.use('/v1/*', budget(deps))

  addScripts(app, deps)
  app.post('/v1/collect', collect(deps))
  app.post('/v1/decide', decide(deps))
  app.post('/v1/preview', preview(deps))
  app.post('/v1/consent', consent(deps))
  app.post('/v1/identify', identify(deps))
  app.post('/v1/logout', logout(deps))
  app.get('/v1/me', showMe(deps))
  app.delete('/v1/me', eraseMe(deps))
  app.post('/v1/server/events', serverEvents(deps))
  app.post('/v1/server/people', people(deps))
  app.post('/v1/server/erase', erase(deps))
  app.post('/v1/server/unlink', unlink(deps))
  app.post('/v1/server/erasure', checkErasure(deps))
  app.get('/v1/server/health', health(deps))
  app.post('/v1/server/publish', publish(deps))
  app.get('/v1/server/publish', published(deps))
  app.post('/v1/server/replay', replay(deps))
  app.post('/v1/server/reshard', reshard(deps))

  for (const { path } of app.routes) if (!path.endsWith('*')) own.add(path)
  app.notFound((c) => {
    const { path, method } = c.req
    return own.has(path)
      ? problem(c, 'method_not_allowed', `${path} does not take ${method}.`)
      : problem(c, 'not_found', 'No such route.')
  })
  app.onError((error, c) => {
    deps.log('unexpected', error)
    const refusal = problem(
      c,
      'unavailable',
      'Something failed here; it is in the log under this request id.',
    )
    harden(refusal.headers)
    return refusal
  })
  return app
}
