import type { Explained } from './account/me.ts'
import { h } from './dom.ts'

const MARKS = { yes: '✓', no: '✗', unknown: '?' }

/** Conditions as a tree: what is asked, whether it holds, what is the case. In the words of the edge, which are English. */
export function reasons(conditions: readonly Explained[]): HTMLElement {
  return h(
    'ul',
    { class: 'reasons', lang: 'en' },
    ...conditions.map(({ asks, holds, actual, parts }) =>
      h(
        'li',
        { class: `reasons__one reasons__one--${holds}` },
        h('span', { class: 'reasons__mark', role: 'img', 'aria-label': holds }, MARKS[holds]),
        h('span', {}, asks, actual !== undefined && h('em', {}, ` ${actual}`)),
        parts?.length ? reasons(parts) : undefined,
      ),
    ),
  )
}
