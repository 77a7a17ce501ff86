import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '../../snippet/wire.ts'
import type { Reason } from '../result.ts'

/** The one place that turns a reason into a status: with a title, and what to do about it. */
const PROBLEMS: Record<Reason, { status: ContentfulStatusCode; title: string; fix: string }> = {
  body_too_large: { status: 413, title: 'Body too large', fix: 'Send smaller batches; 64 KiB is the limit.' },
  bad_encoding: { status: 400, title: 'Bad encoding', fix: 'Send well-formed UTF-8 JSON.' },
  bad_json: { status: 400, title: 'Bad JSON', fix: 'Send one JSON object.' },
  too_deep: {
    status: 400,
    title: 'Nested too deeply',
    fix: 'Send the shapes of the API; none nests deeper than 8.',
  },
  bad_request: {
    status: 400,
    title: 'Bad request',
    fix: 'Mend the field that the detail names; see the wire in snippet/wire.ts.',
  },
  unknown_site: {
    status: 404,
    title: 'Unknown site',
    fix: 'Check data-site on the script tag, or add the site to SITES.',
  },
  origin_not_allowed: {
    status: 403,
    title: 'Origin not allowed',
    fix: "Add the page's origin to the site's `origins` in SITES.",
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    fix: 'Send `Authorization: Bearer` with a server token of the site.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    fix: 'Check the path; the routes are listed in edge/app.ts.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    fix: 'Use the method the route is documented with.',
  },
  batch_conflict: {
    status: 409,
    title: 'Batch id already used',
    fix: 'Mint a new random id for every batch.',
  },
  unavailable: {
    status: 503,
    title: 'Storage unavailable',
    fix: 'Keep the events and try again after Retry-After seconds.',
  },
  misconfigured: {
    status: 500,
    title: 'Misconfigured',
    fix: "See the Worker's log; `npm start` and `npm run deploy` set what is needed.",
  },
}
const RETRY_AFTER = '2'

/** A refusal on the wire (RFC 9457): a code, what to do, and an id to find it in the log by; never a stack. */
export function problem(c: Context, reason: Reason, detail: string): Response {
  const { status, title, fix } = PROBLEMS[reason]
  const request_id = requestId(c)
  const body: Problem = {
    type: `/errors#${reason}`,
    title,
    status,
    code: reason,
    detail,
    fix,
    request_id,
  }
  if (reason === 'unavailable') c.header('retry-after', RETRY_AFTER)
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' })
}

/** Cloudflare's id of the request, else a random one. */
const requestId = (c: Context): string => c.req.header('cf-ray') ?? crypto.randomUUID()
