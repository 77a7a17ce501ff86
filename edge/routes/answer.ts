import type { Context } from 'hono'
import type { Env } from './deps.ts'

/**
 * An answer in JSON, its headers copied whole from those that `cors` has ready for the page's origin: to set them one
 * by one costs more than to open a capsule. Whatever else goes out is given them after it is made (security.ts, cors.ts).
 * Only behind `cors`, and nothing that `c.header` was told before is in it.
 */
export function answer(c: Context<Env>, body: unknown): Response {
  const response = new Response(JSON.stringify(body), { headers: c.get('headers') as Headers })
  c.set('answered', true)
  return response
}
