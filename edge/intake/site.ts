import * as v from 'valibot'
import { identityConfig, retentionConfig } from '../identity/config.ts'
import { isOwn } from '../identity/cookie.ts'
import { renderConfig } from '../render/config.ts'
import { ok, type Result, refuse } from '../result.ts'
import { list, map, matching, notList, read, text } from '../shape.ts'

/** Whether a text is an origin letter for letter: one that no browser writes so (a path, a capital, `:443`, a `*`) would never match. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && !text.includes('*') && URL.parse(text)?.origin === text
const origin = v.pipe(
  v.string(),
  v.check(isOrigin, 'expected an origin as browsers write it, such as https://shop.example'),
)

const site = v.pipe(
  notList,
  v.object({
    /** Exact origins whose pages may call; the Worker's own origin always may. */
    origins: v.optional(v.array(origin), () => []),
    /** Form fields whose values are kept. */
    form_fields: v.optional(list(text(64), 64), () => []),
    identity: v.optional(identityConfig, {}),
    retention: v.optional(retentionConfig, {}),
    /** The Worker stands in front of the site. */
    render: v.exactOptional(renderConfig),
  }),
)
const sites = map(matching(/^[a-z0-9-]{1,32}$/, 'a site id: a-z, 0-9 and -'), site)

export type Site = v.InferOutput<typeof site> & { id: string }
export type Sites = ReadonlyMap<string, Site>

/** Reads the SITES variable (an object, or its JSON text). */
export function readSites(value: unknown): Result<Sites> {
  let config = value
  try {
    if (typeof value === 'string') config = JSON.parse(value)
  } catch {
    return refuse('misconfigured', 'SITES is not JSON.')
  }
  const parsed = read(sites, config)
  if (parsed.ok) return ok(new Map(Object.entries(parsed.value).map(([id, rest]) => [id, { ...rest, id }])))
  return refuse('misconfigured', `SITES${parsed.path && `.${parsed.path}`}: ${parsed.why}`)
}

/** The site a request names, if its page may speak for it. A request without Origin is not a browser's cross-site call. */
export function admit(sites: Sites, id: string, request: Request): Result<Site> {
  const site = sites.get(id)
  if (!site) return refuse('unknown_site', `No site \`${id.slice(0, 32)}\` is configured here.`)
  const origin = request.headers.get('origin')
  if (origin === null || site.origins.includes(origin) || isOwn(origin, request)) return ok(site)
  return refuse('origin_not_allowed', `Pages of ${origin.slice(0, 100)} may not speak for site \`${id}\`.`)
}
