import { Hono } from 'hono'
import { collect } from './routes/collect.ts'
import { cors } from './routes/cors.ts'
import { decide } from './routes/decide.ts'
import type { Deps, Env } from './routes/deps.ts'
import { problem } from './routes/errors.ts'
import { security } from './routes/security.ts'
import { snippet } from './routes/snippet.ts'

/** The Worker's routes and the order of what stands before them. */
export function createApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()

  app.use('*', security())
  app.use('/v1/*', cors(deps.sites))

  app.get('/acquaint.js', snippet(deps))
  app.get('/:file{acquaint\\.[0-9a-f]+\\.js}', snippet(deps))
  app.post('/v1/collect', collect(deps))
  app.post('/v1/decide', decide(deps))

  app.all('/v1/collect', (c) => problem(c, 'method_not_allowed', 'Collect takes POST.'))
  app.all('/v1/decide', (c) => problem(c, 'method_not_allowed', 'Decide takes POST.'))
  app.notFound((c) => problem(c, 'not_found', 'No such route.'))
  app.onError((error, c) => {
    deps.log('unexpected', error)
    return problem(c, 'unavailable', 'Something failed here; it is in the log under this request id.')
  })
  return app
}
