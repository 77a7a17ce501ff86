import { BESTSELLERS } from '../products/index.ts'
import { type Colour, PALETTE } from '../products/palette.ts'
import type { Product } from '../products/product.ts'
import { fill, local, money, WORDS } from '../words/say.ts'
import { dataBlock, html } from './html.ts'
import { deliveryFigures, type Page } from './layout.ts'
import { crumbs, ga4Item, picturePath, place, productPath, rail, type Site, section, slot } from './parts.ts'

/** One thing, its picture, what it costs and how it is made. */
export function product({ language, origin }: Site, one: Product): Page {
  const words = WORDS[language]
  const { top, sub } = place(one.category)
  const name = one.name[language]
  const steps: [string, string][] = [
    [words.home, '/'],
    [top.name[language], `/c/${top.slug}/`],
    [sub!.name[language], `/c/${one.category}/`],
    [name, `/p/${one.id}/`],
  ]
  const sizes = top.sizes
    ? html`<fieldset class="sizes"><legend>${words.size}</legend>${top.sizes.map((size) => html`<label><input type="radio" name="size" value="${size}" required><span>${size}</span></label>`)}</fieldset>`
    : ''
  const buy = one.stock
    ? html`<form class="buy" data-buy>${sizes}<div class="buy__row"><label>${words.quantity} <select name="quantity">${[1, 2, 3, 4, 5].filter((n) => n <= one.stock).map((n) => html`<option>${n}</option>`)}</select></label><button class="button" type="submit">${words.add}</button></div><p class="buy__note" role="status" data-buy-note></p></form>`
    : html`<p class="buy__none">${words.soldOut}</p>`
  const stock = one.stock === 0 ? '' : one.stock <= 6 ? fill(words.fewLeft, { n: one.stock }) : words.inStock
  return {
    path: `/p/${one.id}/`,
    title: `${name} · ${words.shop}`,
    text: one.text[language],
    item: one.id,
    category: one.category,
    head: html`${dataBlock('application/json', { ...ga4Item(one, language), stock: one.stock }, 'product')}
${dataBlock('application/ld+json', structured(one, language, origin, steps))}`,
    main: html`${crumbs(language, steps)}
<article class="product"><div class="product__plate"><img src="${picturePath(one)}" alt="${name}" width="400" height="500" fetchpriority="high"></div>
<div class="product__text"><p class="product__brand">${one.brand}</p><h1>${name}</h1><p class="product__price">${money(one.price)}</p><p class="lead">${one.text[language]}</p>
<p class="product__stock">${stock}</p>
${slot('product-note', html`<p class="product__note">${words.productNote}</p>`)}
${buy}
<dl class="product__facts"><dt>${words.colour}</dt><dd>${PALETTE[one.look.main as Colour].name[language]}</dd><dt>${words.details}</dt><dd><ul>${sub!.facts.map((fact) => html`<li>${fact[language]}</li>`)}</ul></dd><dt>${words.deliveryTitle}</dt><dd>${fill(words.deliveryText, deliveryFigures)}</dd></dl>
<p class="product__number">${fill(words.plate, { n: String(one.plate).padStart(3, '0') })}</p></div></article>
${section(words.picks, slot('picked-for-you', rail(BESTSELLERS.filter((other) => other.id !== one.id && !other.category.startsWith(`${top.slug}/`)).slice(0, 4), language)), 'picks')}`,
  }
}

/** schema.org's Product with its offer, and the breadcrumbs; its readers want whole addresses. */
function structured(
  one: Product,
  language: Site['language'],
  origin: string,
  steps: [name: string, path: string][],
) {
  const url = origin + productPath(language, one)
  return {
    '@context': 'https://schema.org',
    '@graph': [
      {
        '@type': 'Product',
        '@id': `${url}#product`,
        sku: one.id,
        name: one.name[language],
        description: one.text[language],
        image: origin + picturePath(one),
        category: one.category,
        brand: { '@type': 'Brand', name: one.brand },
        offers: {
          '@type': 'Offer',
          url,
          priceCurrency: 'USD',
          price: one.price.toFixed(2),
          itemCondition: 'https://schema.org/NewCondition',
          availability: `https://schema.org/${one.stock ? 'InStock' : 'OutOfStock'}`,
        },
      },
      {
        '@type': 'BreadcrumbList',
        itemListElement: steps.map(([name, path], i) => ({
          '@type': 'ListItem',
          position: i + 1,
          name,
          item: origin + local(language, path),
        })),
      },
    ],
  }
}
