/** The shop's own script: one small module for every page; each part looks for its own place. */

import { startAccount } from './account/account.ts'
import { refreshCount } from './cart.ts'
import { startCart } from './cart-page.ts'
import { startCheckout, startThanks } from './checkout-page.ts'
import { mayRemember, startConsent } from './consent.ts'
import { h } from './dom.ts'
import { startList } from './list-page.ts'
import { startLocalise } from './localise.ts'
import { startProduct } from './product-page.ts'
import { startSearch } from './search-page.ts'
import { greet } from './signed-in.ts'
import { startSuggestions } from './suggestions.ts'

/** Where the marketer's panel is; put in by site.ts. */
declare const PANEL: { script: string; styles: string }

startConsent()
startLocalise()
startList()
startProduct()
startCart()
startCheckout()
startThanks()
startSearch()
startAccount()
startSuggestions()
refreshCount()
greet()
// Another tab changed the cart, or the page came back from the back/forward cache.
addEventListener('storage', refreshCount)
addEventListener('pageshow', refreshCount)

/** A marketer asked for the panel, on this page or on one before it in this tab. */
async function startPanel(): Promise<void> {
  if (!new URLSearchParams(location.search).has('preview') && sessionStorage.getItem('hf.preview') === null)
    return
  const styles = h('link', { rel: 'stylesheet', href: PANEL.styles })
  document.head.append(styles)
  const { openPanel } = (await import(PANEL.script)) as typeof import('../preview/panel.ts')
  await openPanel(mayRemember)
}
startPanel().catch(() => {
  // Storage is blocked, or the panel is not served here: the shop goes on without it.
})
