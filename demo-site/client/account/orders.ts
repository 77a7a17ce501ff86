import type { Order } from '../../order.ts'
import { money } from '../../words/say.ts'
import { ask } from '../backend.ts'
import { find, h } from '../dom.ts'
import { to } from '../language.ts'
import { orders } from '../orders.ts'

/** Lists the orders of this device, and, of whoever is signed in, those placed on others. */
export async function showOrders(signedIn: boolean): Promise<void> {
  const place = find('[data-orders]')
  const { body } = signedIn ? await ask<{ orders: Order[] }>('GET', 'orders') : {}
  const here = orders()
  const elsewhere = (body?.orders ?? []).filter(({ id }) => here.every((one) => one.id !== id))
  const all = [...here, ...elsewhere].sort((a, b) => b.at - a.at)
  if (place && all.length) place.replaceChildren(...all.map(entry))
}

function entry(order: Order): HTMLElement {
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' })
  const picture = ({ id, name }: Order['lines'][number]) =>
    h(
      'li',
      {},
      h(
        'a',
        { href: to(`/p/${id}/`) },
        h('img', { src: `/img/${id}.svg`, alt: name, width: 400, height: 500 }),
      ),
    )
  return h(
    'article',
    { class: 'order' },
    h('h3', {}, order.id),
    h('p', {}, `${date.format(order.at)} · ${money(order.total)}`),
    h('ul', { class: 'order__pictures' }, ...order.lines.map(picture)),
  )
}
