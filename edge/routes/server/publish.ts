import type { Handler } from 'hono'
import { readBytes } from '../../intake/body.ts'
import { artefactKey, readPointer } from '../../publish/pointer.ts'
import { DECODE, type Published } from '../../publish/published.ts'
import { history, publishVersion, rollBack } from '../../publish/versions.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { forServer } from './auth.ts'

/** Largest body, bytes: one KV value, and what decoding leaves an isolate room for. */
const MAX_BYTES = 20 * 1024 * 1024
/** How much is kept of what is said about a publication, UTF-16 units. */
const MOST_SAID = 500
const KINDS = ['bundle', 'catalogue', 'model'] as const

/**
 * `POST /v1/server/publish?site=&kind=&message=&author=`, scope `publish`: takes the bytes of a compiled bundle, a
 * catalogue or a model; refused unless they decode. `to=` instead of bytes rolls rules back: to the version whose hash starts
 * so or, empty, to the one before. Where KV fails half-way the old version is served, and the same again finishes it.
 */
export const publish = (deps: Deps): Handler<Env> =>
  forServer(deps, 'publish', async (c, { id: site }) => {
    const { kind: what = 'bundle', author = '', message = '', to } = c.req.query()
    const publication = {
      at: deps.now(),
      author: author.slice(0, MOST_SAID),
      message: message.slice(0, MOST_SAID),
    }
    if (to !== undefined) {
      const done = await rollBack(deps.store, site, to, publication)
      return done.ok ? c.json(done) : problem(c, 'bad_request', done.reason)
    }
    const kind = KINDS.find((kind) => kind === what)
    if (!kind) return problem(c, 'bad_request', `\`kind\` is one of ${KINDS}.`)
    const bytes = await readBytes(c.req.raw, MAX_BYTES)
    if (!bytes.ok) return problem(c, bytes.reason, bytes.detail)
    const published: Published = {}
    const why = await DECODE[kind](published, bytes.value, '')
    if (why) return problem(c, 'bad_request', `${kind}: ${why}`)
    return c.json(
      await publishVersion(deps.store, site, kind, bytes.value, publication, published.bundle?.hash),
    )
  })

/**
 * `GET /v1/server/publish?site=`, scope `publish`: the rules that are live, as they were published, and every publication that
 * is remembered, oldest first.
 */
export const published = (deps: Deps): Handler<Env> =>
  forServer(deps, 'publish', async (c, { id }) => {
    const live = await readPointer(deps.store, id, 'bundle')
    const bytes = live && (await deps.store.get(artefactKey('bundle', live.hash)))
    return c.json({
      bundle: bytes ? new TextDecoder().decode(bytes) : null,
      history: await history(deps.store, id),
    })
  })
