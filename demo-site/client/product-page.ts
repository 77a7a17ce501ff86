import { fill } from '../words/say.ts'
import { keep, lines, put } from './cart.ts'
import { data, find, h } from './dom.ts'
import { type Item, push } from './ga4.ts'
import { to, words } from './language.ts'

/** Reports the view, and puts the thing into the cart. */
export function startProduct(): void {
  const product = data<Item & { stock: number }>('product')
  if (!product) return
  const { stock, ...item } = product
  push('view_item', [{ ...item, quantity: 1 }])
  const form = find<HTMLFormElement>('[data-buy]')
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    const fields = new FormData(form)
    const size = fields.get('size')?.toString()
    const quantity = Number(fields.get('quantity') ?? 1)
    keep(put(lines(), size ? { id: item.item_id, size, quantity } : { id: item.item_id, quantity }, stock))
    push('add_to_cart', [{ ...item, quantity }])
    find('[data-buy-note]', form)?.replaceChildren(
      `${fill(words.added, { name: item.item_name })} `,
      h('a', { href: to('/cart/') }, words.seeCart),
    )
  })
}
