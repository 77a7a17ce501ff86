import type { Language } from '../../products/product.ts'
import { fill } from '../../words/say.ts'
import { acquaint } from '../acquaint.ts'
import { ask } from '../backend.ts'
import { find, h } from '../dom.ts'
import { language, to, words } from '../language.ts'
import { greet, keepName } from '../signed-in.ts'

interface Customer {
  id: string
  name: string
}
interface Told {
  customer: Customer | null
  customers: (Customer & { text: Record<Language, string> })[]
  social: boolean
}

const { mine } = words

/** Shows who is signed in, or lets one sign in; `changed` hears of every change. Resolves to whether somebody is. */
export async function startSignIn(changed: (signedIn: boolean) => void): Promise<boolean> {
  const place = find('[data-sign-in]')
  const { body } = await ask<Told>('GET', 'session')
  // Pages that are served without the shop's backend have nobody to sign in at.
  if (!place || !body) {
    place?.remove()
    return false
  }

  const show = (customer: Customer | null) => {
    keepName(customer?.name)
    greet()
    place.replaceChildren(...(customer ? signedIn(customer) : signedOut()))
  }
  const signIn = async (id: string) => {
    const answer = await ask<{ customer: Customer; token: string }>('POST', 'login', { customer: id })
    if (!answer.body) return complain(place)
    show(answer.body.customer)
    acquaint('identify', answer.body.token)
    changed(true)
    find('h2', place)?.focus()
  }
  const signOut = async () => {
    const answer = await ask('POST', 'logout', {})
    if (!answer.body) return complain(place)
    acquaint('reset')
    show(null)
    changed(false)
    find('h2', place)?.focus()
  }
  const heading = (text: string) => h('h2', { id: 'who', tabindex: -1 }, text)
  const signedIn = (customer: Customer) => [
    heading(fill(mine.hello, { name: customer.name })),
    h('p', {}, mine.helloLead),
    h(
      'button',
      { type: 'button', class: 'button button--quiet', onclick: () => void signOut() },
      mine.signOut,
    ),
  ]
  const signedOut = () => [
    heading(mine.signIn),
    h('p', {}, mine.signInLead),
    h(
      'ul',
      { class: 'customers' },
      ...body.customers.map(({ id, name, text }) =>
        h(
          'li',
          {},
          h(
            'button',
            {
              type: 'button',
              class: 'customer',
              'data-acquaint-name': 'sign-in',
              onclick: () => void signIn(id),
            },
            h('span', { class: 'customer__initial', 'aria-hidden': 'true' }, name[0]),
            h('span', { class: 'customer__name' }, fill(mine.as, { name })),
            h('span', { class: 'customer__text' }, text[language]),
          ),
        ),
      ),
    ),
    ...(body.social
      ? [h('a', { class: 'button button--quiet', href: `/shop/social?home=${to('/account/')}` }, mine.social)]
      : []),
  ]
  show(body.customer)
  if (body.customer && new URLSearchParams(location.search).has('welcome')) {
    history.replaceState(null, '', location.pathname)
    const { body: told } = await ask<{ token: string }>('POST', 'token', {})
    if (told) acquaint('identify', told.token)
  }
  return body.customer !== null
}

const complain = (place: Element): void => {
  place.append(h('p', { role: 'alert' }, mine.failed))
}
