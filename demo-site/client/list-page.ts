import { fill } from '../words/say.ts'
import { data, find } from './dom.ts'
import { type Item, pushList } from './ga4.ts'
import { words } from './language.ts'

interface List {
  item_list_id: string
  item_list_name: string
  items: Item[]
}

/** Reports the shelf and what is picked from it; sorts and sieves it. */
export function startList(): void {
  const shelf = find('[data-shelf]')
  const list = data<List>('list')
  if (!shelf || !list) return
  const { items, ...name } = list
  pushList('view_item_list', name, items)
  shelf.addEventListener('click', (event) => {
    const id = (event.target as Element).closest<HTMLElement>('.card')?.dataset.acquaintItem
    const item = items.find((one) => one.item_id === id)
    if (item) pushList('select_item', name, [item])
  })
  const form = find<HTMLFormElement>('[data-sieve]')
  if (!form) return
  // Its room is kept until there is a script to sort with.
  form.classList.remove('sieve--idle')
  const all = [...shelf.children] as HTMLElement[]
  const price = (entry: HTMLElement) => Number(entry.dataset.price)
  const title = (entry: HTMLElement) => find('.card__name', entry)?.textContent ?? ''
  const orders: Record<string, (a: HTMLElement, b: HTMLElement) => number> = {
    shelf: () => 0,
    low: (a, b) => price(a) - price(b),
    high: (a, b) => price(b) - price(a),
    name: (a, b) => title(a).localeCompare(title(b), document.documentElement.lang),
  }
  const sieve = () => {
    const fields = new FormData(form)
    const brand = fields.get('brand')
    const shown = all.filter(
      (entry) =>
        (!brand || entry.dataset.brand === brand) && !(fields.has('stock') && 'soldOut' in entry.dataset),
    )
    const order = orders[String(fields.get('sort'))] ?? orders.shelf!
    shelf.replaceChildren(...[...shown].sort(order))
    const count = find<HTMLOutputElement>('output', form)
    if (count) count.value = shown.length === 1 ? words.oneThing : fill(words.things, { n: shown.length })
  }
  form.addEventListener('input', sieve)
  // The browser may bring back an earlier choice with the page.
  sieve()
}
