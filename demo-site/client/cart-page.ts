import { MOST, sum } from '../order.ts'
import { fill, money } from '../words/say.ts'
import { type Filled, filled, keep, lines, without, withQuantity } from './cart.ts'
import { find, h } from './dom.ts'
import { itemOf, push } from './ga4.ts'
import { to, words } from './language.ts'
import { products } from './products.ts'
import { figures, gapBar } from './summary.ts'

/** Shows the cart and lets it be changed. */
export function startCart(): void {
  const place = find('[data-cart]')
  if (!place) return
  const show = async () => {
    const cart = filled(lines(), await products())
    if (!cart.length) {
      place.replaceChildren(
        h(
          'div',
          { class: 'empty' },
          h('p', { class: 'lead' }, words.cartEmpty),
          h('a', { class: 'button', href: to('/') }, words.keepLooking),
        ),
      )
      return
    }
    const costs = sum(cart.map((line) => ({ price: line.product.price, quantity: line.quantity })))
    place.replaceChildren(
      h('ul', { class: 'lines' }, ...cart.map((line) => entry(line, show))),
      h(
        'aside',
        { class: 'sum', 'aria-label': words.total },
        gapBar(costs),
        figures(costs),
        h('a', { class: 'button', href: to('/checkout/') }, words.checkout),
      ),
    )
  }
  void show()
  addEventListener('storage', () => void show())
}

function entry(line: Filled, show: () => Promise<void>): HTMLElement {
  const { product } = line
  const change = async (quantity: number) => {
    const by = quantity - line.quantity
    if (!by) return
    keep(quantity ? withQuantity(lines(), line, quantity) : without(lines(), line))
    push(by > 0 ? 'add_to_cart' : 'remove_from_cart', [itemOf(product, Math.abs(by))])
    await show()
    // The list was drawn again: put the reader back where they were.
    find<HTMLElement>(
      quantity ? `[data-line="${line.id}|${line.size ?? ''}"] select` : '[data-cart] a, [data-cart] select',
    )?.focus()
  }
  const most = Math.min(MOST, Math.max(product.stock, line.quantity))
  const choice = h(
    'select',
    {
      'aria-label': fill(words.quantityOf, { name: product.name }),
      onchange: (event) => void change(Number((event.target as HTMLSelectElement).value)),
    },
    ...Array.from({ length: most }, (_, i) =>
      h('option', { value: i + 1, selected: i + 1 === line.quantity }, String(i + 1)),
    ),
  )
  return h(
    'li',
    { class: 'line', 'data-line': `${line.id}|${line.size ?? ''}` },
    h(
      'a',
      { href: to(`/p/${line.id}/`), class: 'line__picture', tabindex: -1, 'aria-hidden': 'true' },
      h('img', { src: `/img/${line.id}.svg`, alt: '', width: 400, height: 500 }),
    ),
    h(
      'div',
      { class: 'line__text' },
      h('a', { href: to(`/p/${line.id}/`), class: 'line__name' }, product.name),
      h('p', {}, [product.brand, line.size && `${words.size} ${line.size}`].filter(Boolean).join(' · ')),
    ),
    choice,
    h('p', { class: 'line__price' }, money(product.price * line.quantity)),
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-label': fill(words.removeName, { name: product.name }),
        onclick: () => void change(0),
      },
      words.remove,
    ),
  )
}
