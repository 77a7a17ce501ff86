import { fill } from '../../words/say.ts'
import { h } from '../dom.ts'
import { words } from '../language.ts'
import { products } from '../products.ts'
import type { Did, Me } from './me.ts'
import { when } from './portrait.ts'

const { mine } = words
/** How many entries are shown at first. */
const FIRST = 12

/** The journal as sentences, newest first. */
export async function deeds({ journal }: Me): Promise<HTMLElement[]> {
  const all = await products()
  const events = journal.flatMap(({ entry }) => entry.events).sort((a, b) => b.time - a.time)
  const sentence = (did: Did): string => {
    const what = (did.items ?? []).map(
      ({ item_id, item_name }) => all.get(item_id)?.name ?? item_name ?? item_id,
    )
    const text = Object.hasOwn(mine.did, did.name) ? mine.did[did.name as keyof typeof mine.did] : did.name
    return fill(text, {
      what: what.slice(0, 3).join(words.lang === 'en' ? ', ' : '、') || '…',
      path: did.page?.path ?? '…',
      term: did.search_term ?? '…',
      n: Math.round(did.value ?? 0),
      target: did.target ?? '…',
      slot: did.slot ?? '…',
      block: did.block ?? '…',
    })
  }
  const line = (did: Did) =>
    h(
      'li',
      {},
      h('time', { datetime: new Date(did.time).toISOString() }, when(did.time)),
      h('span', {}, sentence(did), did.trusted && h('em', {}, ` ${mine.byShop}`)),
    )
  const list = h('ol', { class: 'deeds' }, ...events.slice(0, FIRST).map(line))
  const rest = events.slice(FIRST)
  const more = h(
    'button',
    {
      type: 'button',
      class: 'link',
      onclick: () => {
        list.append(...rest.map(line))
        more.remove()
      },
    },
    fill(mine.journalAll, { n: events.length }),
  )
  return [
    h('h3', {}, fill(mine.journal, { n: events.length })),
    events.length ? list : h('p', {}, mine.noJournal),
    ...(rest.length ? [more] : []),
  ]
}
