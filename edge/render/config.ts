import * as z from 'zod'

/** Where a site's pages come from when the Worker stands in front of them. */
export const renderConfig = z.object({
  /** Origin of the server that makes the pages; all that is not the Worker's own goes there. */
  origin: z.string().regex(/^https?:\/\/[^/?#@]+$/, 'an origin, such as https://origin.shop.example'),
  /** Public hosts of the site; none: every host that no other site names. */
  hosts: z.array(z.string().regex(/^[^/:]+(:\d+)?$/, 'a host, such as shop.example')).default([]),
  /** How long a page waits for who its visitor is after the origin's first byte, ms. */
  budget: z.number().int().min(0).max(5000).default(150),
})

export type RenderConfig = z.infer<typeof renderConfig>
