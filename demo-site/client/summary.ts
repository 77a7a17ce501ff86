import type { Sum } from '../order.ts'
import { FREE_FROM, fill, money } from '../words/say.ts'
import { h } from './dom.ts'
import { words } from './language.ts'

const row = (name: string, value: string, strong = false) =>
  h('div', { class: strong ? 'sum__row sum__row--total' : 'sum__row' }, h('dt', {}, name), h('dd', {}, value))

/** Subtotal, delivery and total. */
export function figures(sum: Sum): HTMLElement {
  return h(
    'dl',
    { class: 'sum__figures' },
    row(words.subtotal, money(sum.subtotal)),
    row(words.delivery, sum.delivery ? money(sum.delivery) : words.free),
    row(words.total, money(sum.total), true),
  )
}

/** How far it is to free delivery. */
export function gapBar(sum: Sum): HTMLElement {
  const text = sum.gap ? fill(words.gap, { amount: money(sum.gap) }) : words.gapDone
  return h(
    'div',
    { class: 'gap' },
    h('p', {}, text),
    h('progress', { max: FREE_FROM, value: Math.min(sum.subtotal, FREE_FROM), 'aria-label': words.gapLabel }),
  )
}
