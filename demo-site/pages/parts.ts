import { CATEGORIES } from '../products/categories.ts'
import type { Language, Product } from '../products/product.ts'
import { fill, local, money, WORDS } from '../words/say.ts'
import { html, type Markup } from './html.ts'

/** What every page is made with. */
export interface Site {
  language: Language
  /** Path of the shop's own files by name, with their content hash. */
  assets: { css: string; js: string }
  /** Where the shop is open, for what machines read: `https://shop.example`. */
  origin: string
}

export const picturePath = (one: Product): string => `/img/${one.id}.svg`
export const productPath = (language: Language, one: Product): string => local(language, `/p/${one.id}/`)

/** A product as GA4 writes it. */
export function ga4Item(one: Product, language: Language) {
  const [item_category, item_category2] = one.category.split('/')
  return {
    item_id: one.id,
    item_name: one.name[language],
    item_brand: one.brand,
    item_category,
    item_category2,
    price: one.price,
  }
}

/** The same markup that a rule's block uses, so that swapping one for the other moves nothing. */
export function card(one: Product, language: Language, why: string, eager = false): Markup {
  return html`<a class="card" data-acquaint-item="${one.id}" href="${productPath(language, one)}"><img src="${picturePath(one)}" alt="" width="400" height="500" ${eager ? html`decoding="async"` : html`loading="lazy"`}><span class="card__name">${one.name[language]}</span><span class="card__price">${money(one.price)}</span><span class="card__why">${why}</span></a>`
}

/** What a list says under a price: how scarce it is, else who made it. */
export function shelfNote(one: Product, language: Language): string {
  const words = WORDS[language]
  if (one.stock === 0) return words.soldOut
  return one.stock <= 6 ? fill(words.fewLeft, { n: one.stock }) : one.brand
}

/** A place that Acquaint may fill; what is inside now is what everybody sees. */
export function slot(name: string, inside: Markup): Markup {
  return html`<div class="slot" data-acquaint="${name}">${inside}</div>`
}

/** One row of cards: a slot's default content. */
export function rail(products: Product[], language: Language, why = WORDS[language].bestseller): Markup {
  return html`<div class="cards">${products.map((one) => card(one, language, why))}</div>`
}

export const section = (title: string, inside: Markup, id: string): Markup =>
  html`<section class="band" aria-labelledby="${id}"><h2 class="band__title" id="${id}">${title}</h2>${inside}</section>`

/** The way from the home page to here; the last step is the page itself. */
export function crumbs(language: Language, steps: [name: string, path: string][]): Markup {
  return html`<nav class="crumbs" aria-label="${WORDS[language].crumbs}"><ol>${steps.map(([name, path], i) =>
    i === steps.length - 1
      ? html`<li><span aria-current="page">${name}</span></li>`
      : html`<li><a href="${local(language, path)}">${name}</a></li>`,
  )}</ol></nav>`
}

/** `shoes/trail` as its category and subcategory. */
export function place(category: string) {
  const [top, below] = category.split('/')
  const found = CATEGORIES.find((one) => one.slug === top)
  if (!found) throw new Error(`no category ${category}`)
  return { top: found, sub: found.subs.find((one) => one.slug === below) }
}
