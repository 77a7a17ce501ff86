/** Calls `moved` after the address changed to another page without a load; replacing an address is no move. */
export function watchRoutes(moved: () => void): void {
  let here = location.pathname + location.search
  const check = () => {
    const now = location.pathname + location.search
    if (now !== here) {
      here = now
      moved()
    }
  }
  const replaced = () => {
    here = location.pathname + location.search
  }
  const { navigation } = window as { navigation?: EventTarget }
  if (navigation)
    navigation.addEventListener('currententrychange', (event) =>
      (event as unknown as { navigationType: string }).navigationType === 'replace' ? replaced() : check(),
    )
  else {
    const { pushState, replaceState } = history
    history.pushState = function (...args) {
      pushState.apply(this, args)
      check()
    }
    history.replaceState = function (...args) {
      replaceState.apply(this, args)
      replaced()
    }
    addEventListener('popstate', check)
  }
}
