import { find } from '../dom.ts'
import { startKnown } from './known.ts'
import { showOrders } from './orders.ts'
import { startSignIn } from './sign-in.ts'

/** The account page: who is signed in, what is known, what was ordered. */
export async function startAccount(): Promise<void> {
  if (!find('[data-known]')) return
  const show = startKnown()
  /** The tag links in its own time, and the journal hears of it a moment later. */
  const soon = () => setTimeout(() => void show(), 1500)
  const [signedIn] = await Promise.all([
    startSignIn((now) => {
      void showOrders(now)
      soon()
    }),
    show(),
  ])
  await showOrders(signedIn)
  addEventListener('consent-changed', soon)
}
