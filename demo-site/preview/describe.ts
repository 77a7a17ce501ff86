import { h } from '../client/dom.ts'
import { type Shelf, shelves } from '../client/shelves.ts'
import { fill } from '../words/say.ts'
import { NOBODY, type Scene } from './scene.ts'
import { panelWords as words } from './words.ts'

type Options = Record<string, string>

/** The form in which a visitor is described; `chosen` hears of it when it is sent. */
export async function describeForm(scene: Scene, chosen: (scene: Scene) => void): Promise<HTMLFormElement> {
  const all = await shelves()
  const tops: Options = Object.fromEntries(all.map(({ slug, name }) => [slug, name]))
  const numbers: Options = Object.fromEntries([1, 2, 3, 5, 8].map((n) => [String(n), String(n)]))
  const fields: [keyof Scene, Options][] = [
    ['who', words.who],
    ['shelf', { '': words.none, ...tops }],
    ['views', numbers],
    ['ago', words.ago],
    ['cart', words.cart],
    ['bought', words.bought],
    ['boughtFrom', tops],
    ['from', words.from],
    ['country', words.country],
    ['device', words.device],
  ]
  const field = ([name, options]: [keyof Scene, Options]) =>
    h(
      'label',
      { class: 'panel__field' },
      h('span', {}, words.fields[name]),
      h(
        'select',
        { name },
        ...Object.entries(options).map(([value, text]) =>
          h('option', { value, selected: String(scene[name]) === value }, text),
        ),
      ),
    )
  const form = h(
    'form',
    { class: 'panel__form' },
    ...fields.map(field),
    h(
      'label',
      { class: 'panel__field panel__field--tick' },
      h('input', { type: 'checkbox', name: 'consent', checked: scene.consent }),
      h('span', {}, words.fields.consent),
    ),
    h('button', { type: 'submit', class: 'button' }, words.show),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const said = Object.fromEntries(new FormData(form)) as Record<string, string>
    chosen({
      ...NOBODY,
      ...(said as Partial<Scene>),
      views: Number(said.views),
      consent: 'consent' in said,
    })
  })
  return form
}

/** The scene as one sentence. */
export function sentenceOf(scene: Scene, all: readonly Shelf[]): string {
  const { sentence, who, from, country, device, ago, cart, bought } = words
  const named = (slug: string) => all.find((shelf) => shelf.slug === slug)?.name ?? slug
  const told = (table: Options, key: string) => table[key] ?? key
  const parts = [
    fill(sentence.start, {
      who: told(who, scene.who),
      from: told(from, scene.from),
      country: told(country, scene.country),
      device: told(device, scene.device),
    }),
    scene.shelf &&
      fill(sentence.looked, { n: scene.views, shelf: named(scene.shelf), ago: told(ago, scene.ago) }),
    scene.cart && fill(sentence.cart, { cart: told(cart, scene.cart) }),
    scene.bought &&
      fill(sentence.bought, { shelf: named(scene.boughtFrom), bought: told(bought, scene.bought) }),
    !scene.consent && sentence.refused,
  ]
  const text = parts.filter(Boolean).join('')
  return `${text[0]!.toUpperCase()}${text.slice(1)}${words.stop}`
}
