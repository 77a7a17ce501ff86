import { money } from '../words/say.ts'
import { find, h } from './dom.ts'
import { search } from './find.ts'
import { to, words } from './language.ts'
import { products, type Shown } from './products.ts'

const MOST = 6

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
  let shown: Shown[] = []
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
  const go = (one: Shown) => location.assign(to(`/p/${one.id}/`))
  const suggest = async () => {
    const asked = input.value
    const all = await products()
    // The visitor typed on while the products were on their way.
    if (asked !== input.value) return
    shown = asked.trim().length > 1 ? search(asked, all.values()).slice(0, MOST) : []
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
          h('img', { src: `/img/${one.id}.svg`, alt: '', width: 32, height: 40 }),
          h('span', {}, one.name),
          h('span', {}, money(one.price)),
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
