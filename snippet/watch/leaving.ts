interface Leaving extends globalThis.Event {
  destination: { sameDocument: boolean; url: string }
  /** The name of what is only loaded as a file. */
  downloadRequest: string | null
}

/**
 * Calls `leave` when the way to another page begins, not only when that page is there: so what was recorded arrives
 * before the edge or a server is asked for the next page, and its acknowledgement and the newest capsule are heard.
 * Where there is no Navigation API, the page is left when it is hidden.
 */
export function watchLeaving(leave: () => void): void {
  const { navigation } = window as { navigation?: EventTarget }
  navigation?.addEventListener('navigate', (event) => {
    const { destination, downloadRequest } = event as Leaving
    // Another program takes `mailto:` and its like.
    if (!destination.sameDocument && /^http/.test(destination.url) && downloadRequest === null) leave()
  })
}
