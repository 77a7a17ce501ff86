import { codeName } from '../../words/codes.ts'
import { money } from '../../words/say.ts'
import { h } from '../dom.ts'
import { words } from '../language.ts'
import { shelfNames } from '../shelves.ts'
import type { Me, Value } from './me.ts'

const { mine } = words
const NAMES: Record<string, Record<string, string>> = { device: mine.devices, daypart: mine.dayparts }
const MONEY = new Set(['lifetime_value', 'average_order_value'])
const named = (names: Record<string, string>, name: string): string =>
  Object.hasOwn(names, name) ? names[name]! : name.replaceAll(/[_-]/g, ' ')

/** The portrait by class, each value with where it came from. */
export async function portrait({ portrait: classes }: Me): Promise<HTMLElement[]> {
  const shelves = await shelfNames()
  const said = (name: string, value: Value): string => {
    if (MONEY.has(name) && typeof value === 'number') return money(value / 100)
    if (/_at$/.test(name) && typeof value === 'number') return when(value)
    if (typeof value === 'number') return String(Math.round(value * 100) / 100)
    if (name === 'favourite_category') return shelves.get(String(value)) ?? String(value)
    const text = String(value)
    if (name === 'favourite_brand') return text.replace(/^./, (first) => first.toUpperCase())
    if (name === 'region') return text.toUpperCase()
    return codeName(name, text, document.documentElement.lang) ?? named(NAMES[name] ?? mine.values, text)
  }
  const groups = Object.entries(classes).filter(([, facts]) => Object.keys(facts).length)
  /** Of what is worked out the heading tells. */
  const from = ({ source, time }: Fact) =>
    source === 'inferred' && time === undefined
      ? undefined
      : h(
          'dd',
          { class: 'portrait__source' },
          [named(mine.sources, source), time && when(time)].filter(Boolean).join(', '),
        )
  return [
    h('h3', {}, mine.portrait),
    h('p', { class: 'note' }, mine.portraitLead),
    h(
      'div',
      { class: 'portrait' },
      ...groups.map(([name, facts]) =>
        h(
          'section',
          { class: 'portrait__class' },
          h('h4', {}, named(mine.classes, name)),
          h(
            'dl',
            {},
            ...together(facts).map(([fact, told]) =>
              h(
                'div',
                { class: 'portrait__fact' },
                h('dt', {}, named(mine.facts, fact)),
                h(
                  'dd',
                  {},
                  [told.value]
                    .flat()
                    .map((each) => said(fact, each))
                    .join(' · '),
                ),
                from(told),
              ),
            ),
          ),
        ),
      ),
    ),
  ]
}

type Fact = Me['portrait'][string][string]

/** Tags, which the edge tells one by one (`interests/wool: true`), as one fact with many values. */
function together(facts: Record<string, Fact>): [string, Fact][] {
  const all = new Map<string, Fact>()
  for (const [name, fact] of Object.entries(facts)) {
    const [bare, tag] = name.split('/') as [string, string?]
    if (tag === undefined || fact.value !== true) all.set(name, fact)
    else all.set(bare, { ...fact, value: [...[all.get(bare)?.value ?? []].flat(), tag] })
  }
  return [...all]
}

/** A moment as this page's readers write it. */
export const when = (time: number): string =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(
    time,
  )
