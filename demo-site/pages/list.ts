import { CATEGORIES, type Category } from '../products/categories.ts'
import { BESTSELLERS, isIn, PRODUCTS } from '../products/index.ts'
import { BRANDS, type Language } from '../products/product.ts'
import { fill, local, WORDS } from '../words/say.ts'
import { dataBlock, html, type Markup } from './html.ts'
import type { Page } from './layout.ts'
import { card, crumbs, ga4Item, place, rail, type Site, section, shelfNote, slot } from './parts.ts'

/** The shelf of a category or subcategory. */
export function list({ language }: Site, category: string): Page {
  const words = WORDS[language]
  const { top, sub } = place(category)
  const here = sub ?? top
  const products = PRODUCTS.filter((one) => isIn(one, category))
  const link = (slug: string, name: string) =>
    html`<a href="${local(language, `/c/${slug}/`)}"${slug === category ? html` aria-current="page"` : ''}>${name}</a>`
  const steps: [string, string][] = [
    [words.home, '/'],
    [top.name[language], `/c/${top.slug}/`],
  ]
  if (sub) steps.push([sub.name[language], `/c/${category}/`])
  const title = sub ? `${top.name[language]}: ${sub.name[language]}` : top.name[language]
  const brands = BRANDS.filter((brand) => products.some((one) => one.brand === brand))
  const data = {
    item_list_id: category,
    item_list_name: title,
    items: products.map((one, index) => ({ ...ga4Item(one, language), index })),
  }
  const picks = BESTSELLERS.filter((one) => !isIn(one, category)).slice(0, 4)
  return {
    path: `/c/${category}/`,
    title: `${title} · ${words.shop}`,
    text: here.text[language],
    category,
    head: dataBlock('application/json', data, 'list'),
    main: html`<div class="head">${crumbs(language, steps)}<h1>${here.name[language]}</h1><p class="lead">${here.text[language]}</p>
<ul class="subs"><li>${link(top.slug, words.all)}</li>${top.subs.map((one) => html`<li>${link(`${top.slug}/${one.slug}`, one.name[language])}</li>`)}</ul></div>
<div class="floor">${tree(link, language, top.slug)}<div class="floor__shelf">
<form class="sieve sieve--idle" data-sieve><label>${words.sort} <select name="sort">${Object.entries(words.sorts).map(([value, name]) => html`<option value="${value}">${name}</option>`)}</select></label><label>${words.brand} <select name="brand"><option value="">${words.every}</option>${brands.map((brand) => html`<option>${brand}</option>`)}</select></label><label class="tick"><input type="checkbox" name="stock"> ${words.inStockOnly}</label><output name="count">${fill(words.things, { n: products.length })}</output></form>
<ul class="shelf" data-shelf="${category}">${products.map(
      (one, i) =>
        html`<li data-price="${one.price}" data-brand="${one.brand}"${one.stock ? '' : html` data-sold-out`}>${card(one, language, shelfNote(one, language), i < 4)}</li>`,
    )}</ul></div></div>
${section(words.picks, slot('picked-for-you', rail(picks, language)), 'picks')}`,
  }
}

/** The whole tree of shelves, open at the one that the page is about. */
function tree(link: (slug: string, name: string) => Markup, language: Language, here: string): Markup {
  const branch = ({ slug, name, subs }: Category) =>
    html`<li>${link(slug, name[language])}${
      slug === here
        ? html`<ul>${subs.map((sub) => html`<li>${link(`${slug}/${sub.slug}`, sub.name[language])}</li>`)}</ul>`
        : ''
    }</li>`
  return html`<nav class="tree" aria-labelledby="tree"><h2 id="tree">${WORDS[language].allShelves}</h2><ul>${CATEGORIES.map(branch)}</ul></nav>`
}
