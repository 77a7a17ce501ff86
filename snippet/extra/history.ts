/** Calls `check` after each move in the history of browsers that have no Navigation API; `replaced` tells the kind. */
export function watchHistory(check: (kind: string) => void): void {
  for (const kind of ['pushState', 'replaceState'] as const) {
    const original = history[kind]
    history[kind] = (...args) => {
      original.apply(history, args)
      check(kind)
    }
  }
  addEventListener('popstate', () => check('traverse'))
}
