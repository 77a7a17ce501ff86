import { WORDS } from '../words/say.ts'
import { html } from './html.ts'
import type { Page } from './layout.ts'
import type { Site } from './parts.ts'

/** Who one is here, what is kept, what was ordered, and what may be kept. */
export function account({ language }: Site): Page {
  const words = WORDS[language]
  const { mine } = words
  return {
    path: '/account/',
    title: `${words.accountTitle} · ${words.shop}`,
    text: words.privacyLead,
    main: html`<div class="head"><h1>${words.accountTitle}</h1></div>
<div class="corner"><div class="corner__main">
<section class="sign-in" aria-labelledby="who" data-sign-in><h2 id="who" tabindex="-1">${mine.signIn}</h2><p>${mine.signInLead}</p></section>
<section class="known" aria-labelledby="known"><h2 id="known">${mine.knownTitle}</h2><p class="lead">${mine.knownLead}</p>
<p role="status" class="known__status" data-known-status>${words.loading}</p>
<p class="known__tools" data-known-tools hidden><button type="button" class="button" data-tool="again">${mine.again}</button><button type="button" class="button button--quiet" data-tool="download" data-needs-data>${mine.download}</button><button type="button" class="button button--quiet button--danger" data-tool="forget" data-needs-data>${mine.forget}</button></p>
<div class="known__all" data-known></div></section></div>
<div class="corner__side"><section aria-labelledby="choices"><h2 id="choices">${words.privacyChoices}</h2><p>${words.privacyLead}</p><p data-consent-now>${words.nowNothing}</p><button type="button" class="button button--quiet" data-consent-open>${words.openChoices}</button></section>
<section aria-labelledby="orders"><h2 id="orders">${words.orders}</h2><div data-orders><p>${words.noOrders}</p></div></section></div></div>
<dialog class="ask" data-forget aria-labelledby="forget"><form method="dialog"><h2 id="forget">${mine.forgetTitle}</h2><p>${mine.forgetText}</p><p class="known__tools"><button class="button button--danger" value="forget">${mine.forgetYes}</button><button class="button button--quiet" value="keep" autofocus>${mine.forgetNo}</button></p></form></dialog>`,
  }
}
