import type { Context } from 'hono'
import type { Env } from './deps.ts'

/**
 * An answer in JSON, its headers copied whole from those that `cors` has ready for the page's origin: to set them one
 * by one costs more than to open a capsule. Whatever else goes out is given them after it is made (security.ts, cors.ts).
 */
export function answer(c: Context<Env>, body: unknown): Response {
  c.set('answered', true)
  return new Response(JSON.stringify(body), { headers: c.get('headers') as Headers })
}
