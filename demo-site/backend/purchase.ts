import { createHmac } from 'node:crypto'
import type { Order } from '../order.ts'
import type { BackendOptions } from './options.ts'
import { cookieOf } from './route.ts'
import type { Session } from './session.ts'

/** The visitor id, as the edge wrote it: in its cookie where shop and edge share an origin, else as the page tells it. */
function visitorOf(request: Request, site: string, told: unknown): string | undefined {
  const cookie = cookieOf(request, `__Host-acquaint-${site}`)
  if (cookie) return cookie
  return typeof told === 'string' && /^[\w.-]{1,64}$/.test(told) ? told : undefined
}

/**
 * Tells the edge of an order in the shop's own word, signed: only such orders count as revenue. About the
 * customer where one is signed in, else about the visitor; of neither, nothing is told. The edge asks
 * their consent. An order stands whether or not the edge could be told.
 */
export async function announce(
  order: Order,
  request: Request,
  { visitor: told }: Record<string, unknown>,
  session: Session | undefined,
  { site, edge, serverToken, signingSecret, now, log }: BackendOptions,
): Promise<boolean> {
  const visitor = visitorOf(request, site, told)
  const subject = session ? { person: session.customer } : visitor ? { visitor } : undefined
  if (!subject) return false
  const items = order.lines.map(({ id, name, brand, category, price, quantity }) => {
    const [item_category, item_category2] = category.split('/')
    return { item_id: id, item_name: name, item_brand: brand, item_category, item_category2, price, quantity }
  })
  const body = JSON.stringify({
    batch: order.id,
    events: [
      {
        name: 'purchase',
        created_at: order.at,
        transaction_id: order.id,
        currency: 'USD',
        value: order.total - order.delivery,
        items,
        ...subject,
      },
    ],
  })
  const time = Math.floor(now() / 1000)
  const signature = createHmac('sha256', signingSecret).update(`${time}.${body}`).digest('hex')
  try {
    const response = await edge(`/v1/server/events?site=${site}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${serverToken}`,
        'acquaint-signature': `t=${time},v1=${signature}`,
        'content-type': 'application/json',
      },
      body,
    })
    if (!response.ok) log(`The edge did not take order ${order.id}: ${await response.text()}`)
    return response.ok && ((await response.json()) as { accepted: number }).accepted === 1
  } catch (error) {
    log(`The edge could not be told of order ${order.id}: ${error}`)
    return false
  }
}
