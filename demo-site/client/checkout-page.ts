import { fill, money } from '../words/say.ts'
import { filled, keep, lines, sum } from './cart.ts'
import { find, h } from './dom.ts'
import { itemOf, push } from './ga4.ts'
import { to, words } from './language.ts'
import { keepOrder, orderId, orders } from './orders.ts'
import { products } from './products.ts'
import { figures } from './summary.ts'

/** Takes the order: the lines, the address, the delivery. Nothing leaves the browser. */
export async function startCheckout(): Promise<void> {
  const form = find<HTMLFormElement>('[data-checkout]')
  const aside = find('[data-order-summary]')
  if (!form || !aside) return
  const cart = filled(lines(), await products())
  if (!cart.length) {
    location.replace(to('/cart/'))
    return
  }
  const items = cart.map((line) => itemOf(line.product, line.quantity))
  push('begin_checkout', items)
  const costs = () =>
    sum(
      cart.map((line) => ({ price: line.product.price, quantity: line.quantity })),
      new FormData(form).get('delivery') === 'express',
    )
  const show = () =>
    aside.replaceChildren(
      h('h2', {}, words.order),
      h(
        'ul',
        { class: 'sum__lines' },
        ...cart.map((line) =>
          h(
            'li',
            {},
            h('img', { src: `/img/${line.id}.svg`, alt: '', width: 400, height: 500 }),
            h('span', {}, `${line.quantity} × ${line.product.name}`, line.size ? ` (${line.size})` : ''),
            h('span', {}, money(line.product.price * line.quantity)),
          ),
        ),
      ),
      figures(costs()),
    )
  show()
  form.addEventListener('change', show)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const { delivery, total } = costs()
    const id = orderId(crypto.getRandomValues(new Uint8Array(10)))
    const email = String(new FormData(form).get('email'))
    keepOrder({
      id,
      at: Date.now(),
      email,
      delivery,
      total,
      lines: cart.map(({ product, quantity, size }) => ({
        id: product.id,
        name: product.name,
        brand: product.brand,
        category: product.category,
        price: product.price,
        quantity,
        ...(size ? { size } : {}),
      })),
    })
    keep([])
    location.assign(`${to('/thanks/')}?order=${id}`)
  })
}

/** Thanks for the order named in the address and reports the purchase, once. */
export function startThanks(): void {
  const place = find('[data-thanks]')
  if (!place) return
  const order = orders().find((one) => one.id === new URLSearchParams(location.search).get('order'))
  const lead = find('.lead', place)
  if (!order) {
    if (lead) lead.textContent = words.thanksNone
    return
  }
  if (lead) lead.textContent = fill(words.thanksText, { id: order.id, email: order.email })
  place.append(
    h(
      'ul',
      { class: 'sum__lines' },
      ...order.lines.map((line) =>
        h(
          'li',
          {},
          h('img', { src: `/img/${line.id}.svg`, alt: '', width: 400, height: 500 }),
          h('span', {}, `${line.quantity} × ${line.name}`),
          h('span', {}, money(line.price * line.quantity)),
        ),
      ),
    ),
    h('p', { class: 'sum__end' }, `${words.total} ${money(order.total)}`),
    h('a', { class: 'button', href: to('/') }, words.keepLooking),
  )
  if (order.reported) return
  const items = order.lines.map((line) => itemOf({ ...line, stock: 0, words: '' }, line.quantity))
  // GA4: value is the sum of the items, without shipping and tax.
  push('purchase', items, { transaction_id: order.id, shipping: order.delivery, tax: 0 })
  keepOrder({ ...order, reported: true })
}
