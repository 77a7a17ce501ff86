import { rarely } from '../rarely.ts'

/** Calls `moved` when the address becomes another page's without a load; replacing an address is no move. */
export function watchRoutes(
  moved: (url: string, before: string) => void,
  /** For browsers without the Navigation API (Safari before 26.2, Firefox before 147). */
  watchHistory: (check: (kind: string) => void) => void,
): void {
  // By the name that no field of a form has: a named one hides the document's own.
  const read = () => document.documentURI.split('#')[0]!
  let here = read()
  const check = rarely((kind: string) => {
    const before = here
    here = read()
    if (here !== before && !/^rep/.test(kind)) moved(here, before)
  })
  const { navigation } = window as { navigation?: EventTarget }
  if (navigation)
    navigation.addEventListener(
      'currententrychange',
      rarely((event) => check((event as unknown as { navigationType: string }).navigationType)),
    )
  else watchHistory(check)
}
