import { money } from '../words/say.ts'
import { find, h } from './dom.ts'
import { search, searchShelves } from './find.ts'
import { to, words } from './language.ts'
import { products, type Shown } from './products.ts'
import { type Shelf, shelves } from './shelves.ts'

/** Most suggestions, and most shelves among them. */
const MOST = 7
const MOST_SHELVES = 2

interface Suggestion {
  path: string
  inside: HTMLElement[]
}

const ofShelf = ({ slug, name }: Shelf): Suggestion => ({
  path: `/c/${slug}/`,
  inside: [
    h('span', { class: 'suggestions__shelf', 'aria-hidden': 'true' }, '›'),
    h('span', {}, name),
    h('span', {}, words.shelf),
  ],
})
const ofProduct = ({ id, name, price }: Shown): Suggestion => ({
  path: `/p/${id}/`,
  inside: [
    h('img', { src: `/img/${id}.svg`, alt: '', width: 32, height: 40 }),
    h('span', {}, name),
    h('span', {}, money(price)),
  ],
})

/** Suggestions under the search field: a combobox with a listbox, as the ARIA authoring practices describe it. */
export function startSuggestions(): void {
  const form = find<HTMLFormElement>('.find')
  const input = find<HTMLInputElement>('#q')
  if (!form || !input) return
  const list = h('ul', {
    id: 'suggestions',
    role: 'listbox',
    'aria-label': words.suggestions,
    class: 'suggestions',
    hidden: true,
  })
  form.append(list)
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': 'suggestions',
    'aria-expanded': 'false',
  }))
    input.setAttribute(name, value)
  let shown: Suggestion[] = []
  let active = -1

  const mark = (next: number) => {
    active = next
    for (const [i, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(i === active))
    if (active < 0) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', `suggestion-${active}`)
  }
  const close = () => {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    mark(-1)
  }
  const go = ({ path }: Suggestion) => location.assign(to(path))
  const suggest = async () => {
    const asked = input.value
    const [all, places] = await Promise.all([products(), shelves()])
    // The visitor typed on while the products were on their way.
    if (asked !== input.value) return
    const near = asked.trim().length > 1 || /\p{Script=Han}/u.test(asked)
    shown = near
      ? [
          ...searchShelves(asked, places).slice(0, MOST_SHELVES).map(ofShelf),
          ...search(asked, all.values()).map(ofProduct),
        ].slice(0, MOST)
      : []
    list.replaceChildren(
      ...shown.map((one, i) =>
        h(
          'li',
          {
            role: 'option',
            id: `suggestion-${i}`,
            'aria-selected': 'false',
            onmousedown: (event) => event.preventDefault(),
            onclick: () => go(one),
          },
          ...one.inside,
        ),
      ),
    )
    list.hidden = !shown.length
    input.setAttribute('aria-expanded', String(shown.length > 0))
    mark(-1)
  }
  input.addEventListener('input', () => void suggest())
  input.addEventListener('blur', close)
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return
    // The first Escape closes the list; only the second empties the field, as a search field does by itself.
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') mark((active + 1) % shown.length)
    else if (event.key === 'ArrowUp') mark(active <= 0 ? shown.length - 1 : active - 1)
    else if (event.key === 'Enter' && active >= 0) go(shown[active]!)
    else return
    event.preventDefault()
  })
}
