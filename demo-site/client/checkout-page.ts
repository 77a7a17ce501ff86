import { type Order, orderId, sum } from '../order.ts'
import { fill, money } from '../words/say.ts'
import { ask } from './backend.ts'
import { type Filled, filled, keep, lines } from './cart.ts'
import { find, h } from './dom.ts'
import { itemOf, push } from './ga4.ts'
import { to, words } from './language.ts'
import { keepOrder, orders } from './orders.ts'
import { products } from './products.ts'
import { figures } from './summary.ts'
import { visitorId } from './visitor.ts'

/** Takes the order: the lines, the address, the delivery. The address goes nowhere: nothing is sent. */
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
  const note = find('[data-checkout-note]', form)
  const button = find<HTMLButtonElement>('button[type="submit"]', form)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (button) button.disabled = true
    void place(cart, new FormData(form)).then((order) => {
      if (button) button.disabled = false
      if (!order) {
        note?.replaceChildren(words.orderRefused)
        return
      }
      keepOrder(order)
      keep([])
      location.assign(`${to('/thanks/')}?order=${order.id}`)
    })
  })
  // Who is signed in has told the shop their name and address before.
  const session = await ask<{ customer: { name: string; email?: string } | null }>('GET', 'session')
  const { name = '', email = '' } = session.body?.customer ?? {}
  for (const [field, value] of Object.entries({ name, email })) {
    const input = find<HTMLInputElement>(`[name="${field}"]`, form)
    if (input && !input.value) input.value = value
  }
}

/** Hands the order to the shop's backend; pages that are served without one make out the order themselves. */
async function place(cart: Filled[], fields: FormData): Promise<Order | undefined> {
  const [email, delivery] = ['email', 'delivery'].map((name) => String(fields.get(name)))
  const asked = cart.map(({ id, quantity, size }) => ({ id, quantity, ...(size && { size }) }))
  const { status, body } = await ask<{ order: Order }>('POST', 'orders', {
    lines: asked,
    email,
    delivery,
    visitor: visitorId(),
  })
  if (status !== 404) {
    if (!body) return undefined
    // The backend knows the goods by their English names.
    const names = new Map(cart.map(({ product }) => [product.id, product.name]))
    const lines = body.order.lines.map((line) => ({ ...line, name: names.get(line.id) ?? line.name }))
    return { ...body.order, lines }
  }
  const lines = cart.map(({ product, quantity, size }) => ({
    id: product.id,
    name: product.name,
    brand: product.brand,
    category: product.category,
    price: product.price,
    quantity,
    ...(size ? { size } : {}),
  }))
  const costs = sum(lines, delivery === 'express')
  const id = orderId(crypto.getRandomValues(new Uint8Array(10)))
  return { id, at: Date.now(), email: email!, lines, delivery: costs.delivery, total: costs.total }
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
