import { listen } from '../listen.ts'
import { rarely } from '../rarely.ts'
import type { Event } from '../wire.ts'
import { mask } from './mask.ts'
import { address } from './page.ts'

const CONTROL = 'a,button,input,label,select,textarea,[role]'

/** Stable, readable, and free of what was typed: `button "Add to cart" #buy`. */
export const describe = rarely((element: Element): string => {
  const get = (name: string) => element.getAttribute(name)
  const name =
    get('data-acquaint-name') ||
    get('aria-label') ||
    get('name') ||
    (!element.closest('input,textarea,select,[contenteditable]') && element.textContent!.trim()) ||
    ''
  const around = element.closest('[id]')
  return `${get('role') || element.localName} "${mask(name).replace(/\s+/g, ' ').slice(0, 64)}"${around ? ` #${around.id}` : ''}`
})

/** What a click was on: what to call it, where its link leads, whether it leaves the site or loads a file. */
export const readClick = rarely((target: Element): Partial<Event> => {
  const { href, host, download, pathname } = target as HTMLAnchorElement
  return {
    name: 'click',
    target: describe(target),
    ...(host && {
      link_url: address(href),
      method:
        download || /\.(?!html?|php|asp)\w+$/.test(pathname)
          ? 'download'
          : host !== location.host
            ? 'outbound'
            : undefined,
    }),
  } as Partial<Event>
})

/** Hears of a click: the control it was on, through open shadow roots, when, and how if not plainly. */
export type HearClick = (target: Element, at: number, how?: string) => void

/**
 * Watches clicks, also those into frames, and copying. The handlers only take note; `hear` is called when the page is
 * idle, or by the returned function. The third of rapid clicks in one place is a `rage` click, unless it selects text.
 */
export function watchClicks(now: () => number, hear: HearClick) {
  const noted: (() => void)[] = []
  const read = rarely(() => {
    for (const tell of noted.splice(0)) tell()
  })
  const note = rarely((path: unknown[], how?: string) => {
    const at = now()
    noted.push(() => {
      const elements = path.filter((node) => node instanceof Element)
      hear(elements.find((node) => node.matches(CONTROL)) || elements[0]!, at, how)
    })
    // Safari has no requestIdleCallback; a busy device may never be idle.
    ;(window.requestIdleCallback || setTimeout)(read, { timeout: 400 } as never)
  })
  listen<MouseEvent>(
    'click',
    rarely((event) =>
      note(event.composedPath(), event.detail === 3 && getSelection()!.isCollapsed ? 'rage' : undefined),
    ),
  )
  listen<ClipboardEvent>(
    'copy',
    rarely((event) => note(event.composedPath(), 'copy')),
  )
  // A click into a frame of another origin shows only as the focus going there.
  listen(
    'blur',
    rarely(() => document.activeElement!.localName === 'iframe' && note([document.activeElement], 'frame')),
  )
  return read
}
