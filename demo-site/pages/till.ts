import { BESTSELLERS, byId } from '../products/index.ts'
import { dollars, EXPRESS_FEE, fill, WORDS } from '../words/say.ts'
import { html, type Markup } from './html.ts'
import type { Page } from './layout.ts'
import { card, rail, type Site, section, shelfNote, slot } from './parts.ts'

const page = ({ language }: Site, path: string, title: string, text: string, main: Markup): Page => ({
  path,
  title: `${title} · ${WORDS[language].shop}`,
  text,
  main,
})

/** What the cart suggests to everybody: small things that fit most parcels. */
const COMPANIONS = ['camp-mug', 'field-notes-hardback', 'harbour-watch-cap', 'market-tote'].map(byId)

export function cart(site: Site): Page {
  const words = WORDS[site.language]
  const main = html`<div class="head"><h1>${words.cartTitle}</h1></div>
<div class="till" data-cart><p class="note">${words.loading}</p></div>
${section(words.companions, slot('cart-companion', rail(COMPANIONS, site.language, words.companion)), 'companions')}`
  return page(site, '/cart/', words.cartTitle, words.strap, main)
}

export function checkout(site: Site): Page {
  const words = WORDS[site.language]
  const field = (name: string, label: string, autocomplete: string, more: Markup | '' = '', type = 'text') =>
    html`<p class="field"><label for="f-${name}">${label}</label><input id="f-${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${more}></p>`
  const main = html`<div class="head"><h1>${words.checkoutTitle}</h1></div>
<div class="till"><form class="checkout" id="checkout" data-checkout>
<fieldset><legend>${words.contact}</legend>${field('email', words.email, 'email', html` aria-describedby="h-email"`, 'email')}<p class="hint" id="h-email">${words.emailHint}</p></fieldset>
<fieldset><legend>${words.address}</legend>${field('name', words.name, 'name')}${field('street', words.street, 'street-address')}<div class="pair">${field('city', words.city, 'address-level2')}${field('postcode', words.postcode, 'postal-code')}</div><p class="field"><label for="f-country">${words.country}</label><select id="f-country" name="country" autocomplete="country-name">${words.countries.map((name) => html`<option>${name}</option>`)}</select></p></fieldset>
<fieldset><legend>${words.delivery}</legend><label class="choice"><input type="radio" name="delivery" value="standard" checked> ${words.standard}</label><label class="choice"><input type="radio" name="delivery" value="express"> ${fill(words.expressLong, { fee: dollars(EXPRESS_FEE) })}</label></fieldset>
<fieldset><legend>${words.pay}</legend><p>${words.payText}</p></fieldset>
<p class="note" role="alert" data-checkout-note></p><button class="button" type="submit">${words.place}</button></form>
<aside class="sum" aria-label="${words.order}" data-order-summary><p class="note">${words.loading}</p></aside></div>`
  return page(site, '/checkout/', words.checkoutTitle, words.strap, main)
}

export function thanks(site: Site): Page {
  const words = WORDS[site.language]
  const main = html`<div class="head head--wide" data-thanks><h1>${words.thanksTitle}</h1><p class="lead" role="status">${words.loading}</p></div>`
  return page(site, '/thanks/', words.thanksTitle, words.strap, main)
}

export function search(site: Site): Page {
  const words = WORDS[site.language]
  const main = html`<div class="head"><h1>${words.searchTitle}</h1><p class="lead" role="status" data-search-status>${words.searchHint}</p></div><ul class="shelf shelf--found" data-results>${BESTSELLERS.map((one) => html`<li>${card(one, site.language, shelfNote(one, site.language))}</li>`)}</ul>`
  return page(site, '/search/', words.searchTitle, words.searchHint, main)
}
