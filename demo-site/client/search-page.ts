import { fill, money } from '../words/say.ts'
import { find, h } from './dom.ts'
import { search } from './find.ts'
import { itemOf, pushList, pushSearch } from './ga4.ts'
import { to, words } from './language.ts'
import { products } from './products.ts'

/** Answers the `q` of the address. */
export async function startSearch(): Promise<void> {
  const place = find('[data-results]')
  const status = find('[data-search-status]')
  if (!place || !status) return
  const q = (new URLSearchParams(location.search).get('q') ?? '').trim().slice(0, 100)
  if (!q) return
  const input = find<HTMLInputElement>('#q')
  if (input) input.value = q
  const found = search(q, (await products()).values())
  status.textContent = fill(
    found.length === 0 ? words.noResults : found.length === 1 ? words.oneResult : words.results,
    { n: found.length, q },
  )
  place.replaceChildren(
    ...found.map((one) =>
      h(
        'li',
        {},
        h(
          'a',
          { class: 'card', href: to(`/p/${one.id}/`), 'data-acquaint-item': one.id },
          h('img', { src: `/img/${one.id}.svg`, alt: '', width: 400, height: 500, loading: 'lazy' }),
          h('span', { class: 'card__name' }, one.name),
          h('span', { class: 'card__price' }, money(one.price)),
          h('span', { class: 'card__why' }, one.stock ? one.brand : words.soldOut),
        ),
      ),
    ),
  )
  pushSearch(q)
  const list = { item_list_id: 'search', item_list_name: words.searchTitle }
  if (found.length)
    pushList(
      'view_item_list',
      list,
      found.slice(0, 50).map((one, index) => ({ ...itemOf(one, 1), index })),
    )
  place.addEventListener('click', (event) => {
    const id = (event.target as Element).closest<HTMLElement>('.card')?.dataset.acquaintItem
    const one = found.find((product) => product.id === id)
    if (one) pushList('select_item', list, [itemOf(one, 1)])
  })
}
