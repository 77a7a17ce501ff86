import { fill, local, WORDS } from '../words/say.ts'
import { html } from './html.ts'
import { deliveryFigures, type Page } from './layout.ts'
import type { Site } from './parts.ts'

function plain({ language }: Site, path: string, title: string, body: string[]): Page {
  const paragraphs = body.map((text) => html`<p>${fill(text, deliveryFigures)}</p>`)
  return {
    path,
    title: `${title} · ${WORDS[language].shop}`,
    text: fill(body[0]!, deliveryFigures),
    main: html`<div class="head"><h1>${title}</h1></div><div class="prose">${paragraphs}</div>`,
  }
}

export const privacy = (site: Site): Page =>
  plain(site, '/privacy/', WORDS[site.language].privacyTitle, WORDS[site.language].privacyBody)

export const delivery = (site: Site): Page =>
  plain(site, '/delivery/', WORDS[site.language].deliveryPage, WORDS[site.language].deliveryBody)

/** What is served for an address that does not exist. */
export function lost({ language }: Site): Page {
  const words = WORDS[language]
  return {
    path: '/',
    title: `${words.lostTitle} · ${words.shop}`,
    text: words.lostText,
    main: html`<div class="head head--wide"><h1>${words.lostTitle}</h1><p class="lead">${words.lostText}</p><p><a class="button" href="${local(language, '/')}">${words.home}</a></p></div>`,
  }
}
