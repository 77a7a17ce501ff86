import { find } from './dom.ts'
import { language, to } from './language.ts'
import { products } from './products.ts'

/** The shop's feed is in English; on a page in another language, what a slot receives gets this page's names and links. */
export function startLocalise(): void {
  if (language === 'en') return
  for (const slot of document.querySelectorAll('[data-acquaint]')) {
    const watch = new MutationObserver(() => {
      localise(slot)
      // What was just written is not news.
      watch.takeRecords()
    })
    watch.observe(slot, { childList: true, subtree: true })
  }
}

function localise(slot: Element): void {
  for (const link of slot.querySelectorAll<HTMLAnchorElement>('a[href^="/"]')) {
    const href = link.getAttribute('href')!
    if (!href.startsWith('/zh/') && !href.startsWith('//')) link.setAttribute('href', to(href))
  }
  void products().then((all) => {
    for (const card of slot.querySelectorAll<HTMLElement>('[data-acquaint-item]')) {
      const name = all.get(card.dataset.acquaintItem ?? '')?.name
      const label = find('.card__name', card)
      if (name && label && label.textContent !== name) label.textContent = name
    }
  })
}
