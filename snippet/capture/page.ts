import type { Page } from '../wire.ts'
import { mask } from './mask.ts'

/** Origin and path of a web address, masked; `undefined` for none. */
export const address = (url: string): string | undefined => {
  const plain = /^https?:[^?#]+/.exec(url)
  return plain ? mask(plain[0]) : undefined
}

/** A page as its address tells it: path, campaign, which advertising click id it carries (never the id), and the words searched for. */
export function readPage(url: { pathname: string; search: string }, referrer: string) {
  const page: Page = { path: mask(url.pathname), referrer: address(referrer) } as Page
  let search_term: string | undefined
  for (const [name, value] of new URLSearchParams(url.search)) {
    if (/^utm_/.test(name)) page[name as 'utm_term'] = mask(value)
    if (/(clk?id|braid)$/.test(name)) page.click_id = name
    if (/^(q|s|query|search|keywords?)$/.test(name)) search_term = mask(value)
  }
  return { page, search_term }
}
