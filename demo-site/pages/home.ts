import { CATEGORIES } from '../products/categories.ts'
import { BESTSELLERS, byId, NEW_IN } from '../products/index.ts'
import { BRANDS } from '../products/product.ts'
import { fill, local, WORDS } from '../words/say.ts'
import { html } from './html.ts'
import { deliveryFigures, type Page } from './layout.ts'
import { card, picturePath, rail, type Site, section, slot } from './parts.ts'

/** Which picture stands for a category on the home page. */
const FACES: Record<string, string> = {
  shoes: 'cold-pass-boot',
  bags: 'drover-rucksack-30',
  hats: 'fair-isle-beanie',
  jackets: 'beck-shell',
  mugs: 'shore-mug',
  lamps: 'clerks-lamp',
  plants: 'halden-fern',
  notebooks: 'specimen-book',
}

/** The front of the shop. */
export function home({ language }: Site): Page {
  const words = WORDS[language]
  const hero = html`<div class="hero"><h2 class="hero__title">${words.heroTitle}</h2><p class="hero__text">${words.heroText}</p><a class="hero__cta" href="${local(language, '/c/shoes/trail/')}">${words.heroCta}</a></div>`
  const tiles = CATEGORIES.map(
    (one) =>
      html`<li><a class="tile" href="${local(language, `/c/${one.slug}/`)}"><img src="${picturePath(byId(FACES[one.slug]!))}" alt="" width="400" height="500" loading="lazy"><span class="tile__name">${one.name[language]}</span><span class="tile__subs">${one.subs.map((sub) => sub.name[language]).join(' · ')}</span></a></li>`,
  )
  const makers = BRANDS.map((brand) => html`<li><h3>${brand}</h3><p>${words.workshopText[brand]}</p></li>`)
  const promises = words.promises.map(
    ([title, text]) => html`<li><h3>${title}</h3><p>${fill(text!, deliveryFigures)}</p></li>`,
  )
  return {
    path: '/',
    title: `${words.shop} · ${words.strap}`,
    text: words.heroText,
    head: html`<link rel="preload" as="image" href="/img/morning.svg" type="image/svg+xml">`,
    main: html`<h1 class="hidden">${words.shop}: ${words.strap}</h1>
<div class="stage">${slot('home-hero', hero)}</div>
${section(words.picks, slot('picked-for-you', rail(BESTSELLERS.slice(0, 4), language)), 'picks')}
${section(words.browse, html`<ul class="tiles">${tiles}</ul>`, 'browse')}
${section(words.newIn, html`<ul class="shelf">${NEW_IN.map((one) => html`<li>${card(one, language, one.brand)}</li>`)}</ul>`, 'new')}
<section class="makers" aria-labelledby="makers"><h2 class="band__title" id="makers">${words.workshops}</h2><ul>${makers}</ul></section>
<ul class="promises">${promises}</ul>`,
  }
}
