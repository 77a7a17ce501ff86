import type { Event } from '../wire.ts'
import { clicked, describe } from './click.ts'
import { address } from './page.ts'

/** What a click was on: what to call it, and where its link leads. */
export function readClick(element: Element): Partial<Event> {
  const target = clicked(element)
  const event: Partial<Event> = { name: 'click', target: describe(target) }
  const { href, host, download, pathname } = target as HTMLAnchorElement
  if (href) {
    event.link_url = address(href)
    if (download || /\.(pdf|zip|docx?|xlsx?|pptx?|csv|mp[34]|dmg|exe|apk)$/i.test(pathname))
      event.method = 'download'
    else if (host && host !== location.host) event.method = 'outbound'
  }
  return event
}

/** Remembers each click at once and reads it when the page is idle; the returned function reads what is left now. */
export function watchClicks(now: () => number, hear: (element: Element, at: number) => void): () => void {
  let noted: [Element, number][] = []
  const read = () => {
    const taken = noted
    noted = []
    for (const [element, at] of taken) hear(element, at)
  }
  // Safari has no requestIdleCallback.
  const idle = window.requestIdleCallback || setTimeout
  addEventListener(
    'click',
    (event) => {
      const [element] = event.composedPath()
      if (element instanceof Element && noted.push([element, now()]) === 1) idle(read)
    },
    true,
  )
  return read
}
