import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '../../snippet/wire.ts'
import type { Reason } from '../result.ts'

/** The one place that turns a reason into a status: with a title, and what to do about it. */
export const PROBLEMS: Record<Reason, { status: ContentfulStatusCode; title: string; fix: string }> = {
  too_many: {
    status: 429,
    title: 'Too many requests',
    fix: 'Wait for Retry-After seconds; the snippet does so by itself.',
  },
  body_too_large: { status: 413, title: 'Body too large', fix: 'Send smaller batches; 64 KiB is the limit.' },
  bad_encoding: { status: 400, title: 'Bad encoding', fix: 'Send well-formed UTF-8 JSON.' },
  bad_json: { status: 400, title: 'Bad JSON', fix: 'Send one JSON object.' },
  too_deep: {
    status: 400,
    title: 'Nested too deeply',
    fix: 'Send the shapes of the API; none nests deeper than 8.',
  },
  too_many_keys: {
    status: 400,
    title: 'Too many keys',
    fix: 'Send the shapes of the API; smaller batches have fewer keys.',
  },
  bad_request: {
    status: 400,
    title: 'Bad request',
    fix: 'Mend the field that the detail names; /v1/docs shows what each route takes.',
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
  signature_invalid: {
    status: 401,
    title: 'Body not signed by the shop',
    fix: 'Sign the time, a dot and the very bytes of the body: edge/routes/server/README.md shows how.',
  },
  signature_expired: {
    status: 401,
    title: 'Signature too old or too new',
    fix: "Sign anew at every try, and set the server's clock by NTP.",
  },
  not_found: {
    status: 404,
    title: 'Not found',
    fix: 'Check the path; /v1/docs lists the routes.',
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
  illegal_person: {
    status: 422,
    title: 'Not an id of one person',
    fix: "Send the person's own stable id, or nothing while nobody is logged in.",
  },
  visitor_unknown: {
    status: 403,
    title: 'Unknown visitor id',
    fix: 'Use the visitor id that POST /v1/collect or /v1/consent gave; ids of other sites or makers are not taken.',
  },
  visitor_taken: {
    status: 409,
    title: 'Visitor is somebody else',
    fix: 'Unlink the visitor from the other person first; nobody is moved silently.',
  },
  visitor_erased: {
    status: 410,
    title: 'Erased on request',
    fix: 'Drop the id and what waits under it; a new consent brings a new id.',
  },
  automated: {
    status: 403,
    title: 'Automated visit',
    fix: 'Bots and previews are never made anybody; identify from a real visit.',
  },
  token_malformed: {
    status: 400,
    title: 'Not a token',
    fix: 'Send a JWT in compact form (header.payload.signature) of at most 8 KiB.',
  },
  token_algorithm: {
    status: 401,
    title: 'Algorithm not allowed',
    fix: 'Sign with HS256 and a configured kid, or with ES256 or RS256 and a key of the JWKS.',
  },
  token_key_unknown: {
    status: 401,
    title: 'Unknown key id',
    fix: "Use a `kid` that the site's configuration or its JWKS lists.",
  },
  token_issuer: {
    status: 401,
    title: 'Unknown issuer',
    fix: "Add the issuer to the site's `identity.issuers`.",
  },
  token_signature: {
    status: 401,
    title: 'Signature does not hold',
    fix: 'Check that the server signs with the key that the kid names.',
  },
  token_expired: {
    status: 401,
    title: 'Token expired',
    fix: 'Mint a new token at every page load; minutes are enough.',
  },
  token_audience: {
    status: 401,
    title: 'Wrong audience',
    fix: 'Set `aud` to what the site is configured with (by default its id).',
  },
  token_claims: {
    status: 401,
    title: 'Claims missing or impossible',
    fix: 'Set `sub`, `aud` and an `exp` at most a day ahead.',
  },
  token_replayed: {
    status: 401,
    title: 'Token already used',
    fix: 'One token serves one device until logout; mint a new one.',
  },
  token_outdated: {
    status: 401,
    title: 'Token older than an erasure',
    fix: 'The person asked to be forgotten; only a token issued after that counts.',
  },
  issuer_unreachable: {
    status: 503,
    title: "Issuer's keys not available",
    fix: "Try again; check the issuer's `jwks_uri` if it lasts.",
  },
  origin_unreachable: {
    status: 502,
    title: 'No answer from the site',
    fix: "Check that the server is up, and the site's `render.origin` in SITES.",
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
/** Seconds to wait, where trying again helps. */
const RETRY_AFTER: Partial<Record<Reason, string>> = {
  unavailable: '2',
  issuer_unreachable: '2',
  too_many: '30',
}

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
  const retryAfter = RETRY_AFTER[reason]
  if (retryAfter !== undefined) c.header('retry-after', retryAfter)
  c.set('refused', reason)
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' })
}

/** Cloudflare's id of the request, else a random one. */
const requestId = (c: Context): string => c.req.header('cf-ray') ?? crypto.randomUUID()
