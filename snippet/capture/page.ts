import type { Page } from '../wire.ts'
import { mask } from './mask.ts'

/** Origin and path of a web address, masked and without a password; `undefined` for none. */
export const address = (url: string): string | undefined => {
  const plain = /^(https?:\/\/)(?:[^/?#]*@)?([^?#]+)/.exec(url)
  return plain ? mask(plain[1]! + plain[2]) : undefined
}

/** A page as its address tells it: path, campaign, which advertising click id it carries (never the id), the words searched for here and where the visitor comes from. */
export function readPage(url: string, referrer: string) {
  const [, path, search] = /^[^:]+:(?:\/\/[^/]*)?([^?#]*)([^#]*)/.exec(url)!
  const page = { path: mask(path!), referrer: address(referrer) } as Page & { search_term?: string }
  // Nothing to read for most pages, and a text without characters has none to go through.
  for (const [name, value] of (search && new URLSearchParams(search)) as URLSearchParams) {
    if (/^utm_/.test(name)) page[name as 'utm_term'] = mask(value)
    if (/(clk?id|braid)$/.test(name)) page.click_id = name
    if (/^(q|s|query|search|keywords?)$/.test(name)) page.search_term = mask(value)
  }
  return page
}
