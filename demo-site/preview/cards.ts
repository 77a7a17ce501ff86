import { h } from '../client/dom.ts'
import { products } from '../client/products.ts'
import { reasons } from '../client/reasons.ts'
import { fill } from '../words/say.ts'
import type { Choice, Decided, Why } from './edge.ts'
import { panelWords as words } from './words.ts'

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

/** One slot: what it shows, what settled it, and every choice with what stood against it. */
export async function slotCard(
  name: string,
  { block, variant, why }: Decided,
  point: () => void,
): Promise<HTMLElement> {
  const taken = why?.choices.find((choice) => choice.taken)
  return h(
    'li',
    { class: 'panel__slot' },
    h(
      'h4',
      {},
      h('button', { type: 'button', class: 'link', title: words.where, onclick: point }, name),
      h('span', { class: block === null ? 'tag tag--own' : 'tag' }, block ?? words.own),
      variant !== undefined && h('span', { class: 'tag tag--variant' }, variant),
    ),
    h('p', { lang: 'en' }, why?.said),
    taken?.when && reasons([taken.when]),
    ...(why ? [holdoutOf(why), ...experimentsOf(why), await listOf(why), choicesOf(why)] : []),
  )
}

const holdoutOf = ({ holdout }: Why): HTMLElement | undefined => {
  if (!holdout) return undefined
  const { share, bucket } = holdout
  const text = bucket === undefined ? words.holdoutAnon : words.holdout
  return h('p', { class: 'note' }, fill(text, { share: percent(share), bucket: percent(bucket ?? 0) }))
}

const experimentsOf = ({ experiments }: Why): HTMLElement[] =>
  experiments.map(({ name, variant, note }) =>
    h(
      'p',
      { class: 'note' },
      fill(words.experiment, { name, variant: variant ?? words.noPart }),
      note !== undefined && h('span', { lang: 'en' }, ` (${note})`),
    ),
  )

async function listOf({ list }: Why): Promise<HTMLElement | undefined> {
  if (!list?.items.length) return undefined
  const all = await products()
  const nameOf = (id: string) => all.get(id)?.name ?? id
  return h(
    'details',
    {},
    h('summary', {}, fill(words.list, { from: list.from })),
    h(
      'ol',
      { class: 'panel__list' },
      ...list.items.map(({ item_id, source, score, because }) =>
        h(
          'li',
          {},
          h('strong', {}, nameOf(item_id)),
          h('span', { lang: 'en' }, `${source} · ${score.toPrecision(3)}`),
          because !== undefined && h('span', {}, fill(words.because, { item: nameOf(because) })),
        ),
      ),
    ),
  )
}

const choicesOf = ({ choices }: Why): HTMLElement | undefined =>
  choices.length > 1
    ? h(
        'details',
        {},
        h('summary', {}, fill(words.every, { n: choices.length })),
        h('ol', { class: 'panel__choices' }, ...choices.map(choiceLine)),
      )
    : undefined

const choiceLine = ({ block, taken, notes, when }: Choice): HTMLElement =>
  h(
    'li',
    { class: taken ? 'panel__choice panel__choice--taken' : 'panel__choice' },
    h('strong', {}, block),
    taken && h('span', { class: 'tag' }, words.taken),
    notes.length > 0 && h('span', { class: 'note', lang: 'en' }, notes.join('; ')),
    when ? reasons([when]) : h('span', { class: 'note' }, words.nobody),
  )
