import { readClick } from '../capture/click.ts'
import type { Event } from '../wire.ts'

/** What looks as if a click did something. Fields and their labels take the focus; mail and phone open elsewhere. */
const PROMISING =
  'a[href]:not([href^="mailto:"],[href^="tel:"],[download],[target="_blank"]),button,summary,[role=button],[role=link],[role=tab],[role=menuitem],input[type=button],input[type=submit],[onclick]'
/** Any of these is an answer, wherever it happens. */
const ANSWERS = [
  'scroll',
  'pagehide',
  'visibilitychange',
  'submit',
  'input',
  'change',
  'toggle',
  'focusin',
  'popstate',
  'hashchange',
  'beforeunload',
  'play',
  'fullscreenchange',
]
/** How long an answer may take, ms. */
const PATIENCE = 2500

/**
 * Watches clicks on what looks interactive; `hear` is told of one that nothing answers: no change of the document,
 * no scrolling, no navigation.
 */
export function watchDeadClicks(now: () => number, hear: (click: Partial<Event>) => void): void {
  let waiting: ReturnType<typeof setTimeout> | undefined
  let observer: MutationObserver | undefined
  const answered = () => {
    if (waiting === undefined) return
    clearTimeout(waiting)
    waiting = undefined
    observer!.disconnect()
  }
  const hearAnswers = () => {
    for (const answer of ANSWERS) addEventListener(answer, answered, { capture: true, passive: true })
    ;(window as { navigation?: EventTarget }).navigation?.addEventListener('navigate', answered)
    return new MutationObserver(answered)
  }
  addEventListener(
    'click',
    (event) => {
      const control = event
        .composedPath()
        .find((node) => node instanceof Element && node.matches(PROMISING)) as Element | undefined
      answered()
      if (!control || event.button || event.metaKey || event.ctrlKey || control.matches(':disabled')) return
      const at = now()
      const selected = `${getSelection()}`
      // Not sooner: most pages are left without a click.
      observer ||= hearAnswers()
      waiting = setTimeout(() => {
        answered()
        if (`${getSelection()}` === selected) hear({ ...readClick(control), created_at: at, method: 'dead' })
      }, PATIENCE)
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    },
    true,
  )
}
