import type { Page } from '../wire.ts'
import { mask } from './mask.ts'

/** Origin and path of an address, masked; an empty string for none, and for one that is no web address. */
export const address = (url: string): string => {
  const [, plain] = /^(https?:\/\/[^?#]*)/.exec(url) || []
  return mask(plain || '')
}

/** What a page's address says: its path, its campaign, which advertising click id it carried (never its value). */
export function readPage(url: { pathname: string; search: string }, title: string, referrer: string): Page {
  const page: Page = { path: mask(url.pathname) }
  if (title) page.title = mask(title)
  if (address(referrer)) page.referrer = address(referrer)
  for (const [key, value] of new URLSearchParams(url.search)) {
    if (/^utm_(source|medium|campaign|term|content)$/.test(key)) page[key as 'utm_source'] = mask(value)
    if (/^(\w{0,6}clk?id|[gw]braid|li_fat_id|epik)$/.test(key)) page.click_id = key
  }
  return page
}

/** What the visitor searched this site for, by the usual names of the parameter; empty for none. */
export function readSearch(search: string): string {
  const [, term] =
    [...new URLSearchParams(search)].find(([key]) =>
      /^(q|s|k|query|search|search_?term|keywords?|term)$/.test(key),
    ) || []
  return mask(term || '')
}
