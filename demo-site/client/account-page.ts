import { money } from '../words/say.ts'
import { find, h } from './dom.ts'
import { to } from './language.ts'
import { orders } from './orders.ts'

/** Lists the orders that this device knows of. */
export function startAccount(): void {
  const place = find('[data-orders]')
  const all = orders()
  if (!place || !all.length) return
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' })
  place.replaceChildren(
    ...all.map((order) =>
      h(
        'article',
        { class: 'order' },
        h('h3', {}, order.id),
        h('p', {}, `${date.format(order.at)} · ${money(order.total)}`),
        h(
          'ul',
          { class: 'order__pictures' },
          ...order.lines.map((line) =>
            h(
              'li',
              {},
              h(
                'a',
                { href: to(`/p/${line.id}/`) },
                h('img', { src: `/img/${line.id}.svg`, alt: line.name, width: 400, height: 500 }),
              ),
            ),
          ),
        ),
      ),
    ),
  )
}
