import * as v from 'valibot'
import { matching, whole } from '../shape.ts'

/** Where a site's pages come from when the Worker stands in front of them. */
export const renderConfig = v.object({
  /** Origin of the server that makes the pages; all that is not the Worker's own goes there. */
  origin: matching(/^https?:\/\/[^/?#@]+$/, 'an origin, such as https://origin.shop.example'),
  /** Public hosts of the site; none: every host that no other site names. */
  hosts: v.optional(v.array(matching(/^[^/:]+(:\d+)?$/, 'a host, such as shop.example')), () => []),
  /** How long a page waits for who its visitor is after the origin's first byte, ms. */
  budget: v.optional(whole(0, 5000), 150),
})

export type RenderConfig = v.InferOutput<typeof renderConfig>
