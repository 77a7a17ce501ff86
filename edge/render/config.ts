import * as v from 'valibot'
import { isLocal, isPublicName } from '../identity/config.ts'
import { matching, whole } from '../shape.ts'

/** The shop's own server: by a public name, or on this machine while developing. */
function isOrigin(text: string): boolean {
  const url = /^https?:\/\/[^/?#@]+$/.test(text) ? URL.parse(text) : null
  return url !== null && (isPublicName(url) || isLocal(url))
}
const origin = v.pipe(
  v.string(),
  v.check(isOrigin, 'expected an origin by a public name, such as https://origin.shop.example'),
)

/** Where a site's pages come from when the Worker stands in front of them. */
export const renderConfig = v.object({
  /** Origin of the server that makes the pages; all that is not the Worker's own goes there. */
  origin,
  /** Public hosts of the site; none: every host that no other site names. */
  hosts: v.optional(v.array(matching(/^[^/:]+(:\d+)?$/, 'a host, such as shop.example')), () => []),
  /** How long a page waits for who its visitor is after the origin's first byte, ms. */
  budget: v.optional(whole(0, 5000), 150),
})

export type RenderConfig = v.InferOutput<typeof renderConfig>
