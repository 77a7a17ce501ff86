import type { D1Database } from '@cloudflare/workers-types'
import { Hono } from 'hono'

// What the figures stand beside: an empty route, and one row into D1 without any of our work.
const app = new Hono<{ Bindings: { DB: D1Database } }>()
app.post('/empty', async (c) => {
  // An unread body costs the connection, and so would measure that.
  await c.req.text()
  return c.json({ ok: true })
})
app.post('/insert', async (c) => {
  await c.env.DB.prepare('INSERT INTO bare (body) VALUES (?1)')
    .bind(await c.req.text())
    .run()
  return c.json({ ok: true })
})

export default app
