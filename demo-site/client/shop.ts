/** The shop's own script: one small module for every page; each part looks for its own place. */

import { startAccount } from './account/account.ts'
import { refreshCount } from './cart.ts'
import { startCart } from './cart-page.ts'
import { startCheckout, startThanks } from './checkout-page.ts'
import { startConsent } from './consent.ts'
import { startList } from './list-page.ts'
import { startLocalise } from './localise.ts'
import { startProduct } from './product-page.ts'
import { startSearch } from './search-page.ts'
import { greet } from './signed-in.ts'
import { startSuggestions } from './suggestions.ts'

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
