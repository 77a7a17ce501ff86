import { fill } from '../../words/say.ts'
import { h } from '../dom.ts'
import { words } from '../language.ts'
import type { Me } from './me.ts'
import { when } from './portrait.ts'

const { mine } = words
const fold = (title: string, lines: HTMLElement[]): HTMLElement[] =>
  lines.length
    ? [h('details', { class: 'more' }, h('summary', {}, title), h('ol', { class: 'deeds' }, ...lines))]
    : []

/** The receipts of every change of mind, newest first. */
export function receipts({ receipts: all }: Me): HTMLElement[] {
  const lines = all
    .map(({ purposes }) => ({ purposes, at: Date.parse(purposes[0]?.event.event_time ?? '') }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => b.at - a.at)
    .map(({ purposes, at }) => {
      const said = purposes.map(({ purpose, event }) =>
        fill(mine.receipt, {
          purpose: words.consent[purpose as 'analytics']?.[0] ?? purpose,
          state: mine.states[event.event_state as keyof typeof mine.states] ?? event.event_state,
        }),
      )
      return h(
        'li',
        {},
        h('time', { datetime: new Date(at).toISOString() }, when(at)),
        h('span', {}, said.join(' · ')),
      )
    })
  return fold(fill(mine.receipts, { n: lines.length }), lines)
}

/** Who was joined to whom and by what right. */
export function links({ ledger }: Me): HTMLElement[] {
  const lines = ledger.map(({ at, act, person }) =>
    h(
      'li',
      {},
      h('time', { datetime: new Date(at).toISOString() }, when(at)),
      h('span', {}, fill(mine.acts[act as keyof typeof mine.acts] ?? act, { person })),
    ),
  )
  return fold(fill(mine.links, { n: lines.length }), lines)
}
