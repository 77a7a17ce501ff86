import { CATEGORIES } from '../products/categories.ts'
import { DELIVERY_FEE, dollars, FREE_FROM, fill, local, WORDS } from '../words/say.ts'
import { html, type Markup } from './html.ts'
import type { Site } from './parts.ts'

export interface Page {
  /** Path in the English shop; both languages have the same pages. */
  path: string
  title: string
  text: string
  /** What the page is about, for the slots. */
  item?: string
  category?: string
  head?: Markup
  main: Markup
}

const sign = html`<svg class="sign" viewBox="0 0 32 40" width="26" height="32" aria-hidden="true"><path d="M16 39V6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/><path d="M16 33q8-7 14-5-4 8-14 7zM16 33q-8-7-14-5 4 8 14 7zM16 25q7-7 12-5-3 7-12 7zM16 25q-7-7-12-5 3 7 12 7zM16 17q5-6 10-5-3 6-10 7zM16 17q-5-6-10-5 3 6 10 7zM16 10q3-5 7-5-2 5-7 7zM16 10q-3-5-7-5 2 5 7 7zM16 6q-2-3 0-6 2 3 0 6z" fill="currentColor"/></svg>`

/** A whole page: head, header, the page itself, footer. Nothing inline that a strict policy would refuse. */
export function layout(site: Site, page: Page): string {
  const { language, assets, origin } = site
  const words = WORDS[language]
  const to = (path: string) => local(language, path)
  const other = language === 'en' ? 'zh' : 'en'
  const top = page.category?.split('/')[0]
  const links = CATEGORIES.map(
    (one) =>
      html`<li><a href="${to(`/c/${one.slug}/`)}"${one.slug === top ? html` aria-current="true"` : ''}>${one.name[language]}</a></li>`,
  )
  return html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<meta name="description" content="${page.text}">
<meta name="theme-color" content="#f3f5ef">
<link rel="icon" href="/img/sign.svg" type="image/svg+xml">
<link rel="canonical" href="${origin}${to(page.path)}">
<link rel="alternate" hreflang="en" href="${origin}${local('en', page.path)}">
<link rel="alternate" hreflang="zh-Hant" href="${origin}${local('zh', page.path)}">
<link rel="preload" as="font" type="font/woff" href="/type/halden.woff" crossorigin>
<link rel="stylesheet" href="${assets.css}">
<script async src="/acquaint.js" data-site="demo"></script>
<script type="module" src="${assets.js}"></script>
${page.head}
</head>
<body${page.item ? html` data-acquaint-item="${page.item}"` : ''}${page.category ? html` data-acquaint-category="${page.category}"` : ''}>
<a class="skip" href="#main">${words.skip}</a>
<p class="notice">${words.notice.map((text) => html`<span>${fill(text, deliveryFigures)}</span>`)}</p>
<header class="top">
<a class="brand" href="${to('/')}">${sign}<span>${words.shop}</span></a>
<form class="find" action="${to('/search/')}" role="search">
<label class="hidden" for="q">${words.searchFor}</label>
<input id="q" name="q" type="search" autocomplete="off" placeholder="${words.searchFor}" required>
<button type="submit"><span class="hidden">${words.search}</span><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="m13 13 5 5" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg></button>
</form>
<ul class="tools">
<li><a href="${local(other, page.path)}" lang="${words.otherLang}" hreflang="${words.otherLang}">${words.other}</a></li>
<li><a href="${to('/account/')}" data-account>${words.account}</a></li>
<li><a href="${to('/cart/')}" class="tocart">${words.cart} <span class="count" data-cart-count>0</span></a></li>
</ul>
<nav class="aisles" aria-label="${words.sections}"><ul>${links}</ul></nav>
</header>
<main id="main">${page.main}</main>
<noscript><p class="note">${words.needsScript}</p></noscript>
<footer class="foot">
<div class="foot__in">
<p class="foot__brand">${sign}<span>${words.shop}</span><small>${words.strap}</small></p>
<nav aria-label="${words.shopHead}"><h2>${words.shopHead}</h2><ul>${links}</ul></nav>
<nav aria-label="${words.help}"><h2>${words.help}</h2><ul><li><a href="${to('/delivery/')}">${words.deliveryPage}</a></li><li><a href="${to('/privacy/')}">${words.privacyTitle}</a></li><li><button type="button" class="link" data-consent-open>${words.privacyChoices}</button></li></ul></nav>
<nav aria-label="${words.yours}"><h2>${words.yours}</h2><ul><li><a href="${to('/cart/')}">${words.cart}</a></li><li><a href="${to('/account/')}">${words.account}</a></li><li><a href="${to('/search/')}">${words.search}</a></li></ul></nav>
<p class="foot__small">${words.footer}</p>
</div>
</footer>
</body>
</html>
`.text
}

/** The delivery price and threshold, as the words want them. */
export const deliveryFigures = { amount: dollars(FREE_FROM), fee: dollars(DELIVERY_FEE) }
