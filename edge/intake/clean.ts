import { type Item, LIMITS, type PageContext } from '../../snippet/wire.ts'
import type { AcceptedItem } from '../profile/event.ts'

/** Most texts, which cleaning would only trim. */
const PRINTABLE_ASCII = /^[ -~]*$/
const CONTROL = /\p{Cc}+/gu
// It begins where its first part does: tried from every character, a long word would cost its length squared.
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?:@|%40)[\p{L}\p{N}.-]+\.\p{L}{2,}/giu
const LONG_DIGITS = /\d(?:[ .-]?\d){8,}/g

/** A string as it may be kept: no control characters, NFC, cut to STRING_LENGTH. */
export function cleanText(text: string): string {
  const cut = text.length > LIMITS.STRING_LENGTH ? text.slice(0, LIMITS.STRING_LENGTH).toWellFormed() : text
  if (PRINTABLE_ASCII.test(cut)) return cut.trim()
  return cut.replace(CONTROL, ' ').normalize('NFC').trim()
}

/** Masks what looks like an e-mail address or a phone, card or account number. */
export const maskPersonal = (text: string): string =>
  (text.includes('@') || text.includes('%40') ? text.replace(EMAIL, '[email]') : text).replace(
    LONG_DIGITS,
    '[number]',
  )

/** A path without query and fragment, personal data masked. */
export function cleanPath(path: string): string {
  const bare = cleanText(path.split(/[?#]/, 1)[0] ?? '')
  return maskPersonal(bare.startsWith('/') ? bare : `/${bare}`)
}

/** Origin and path of an http(s) URL; anything else is dropped (stored XSS by referrer, umami#1872). */
export function cleanReferrer(referrer: string): string | undefined {
  const url = URL.parse(referrer)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  return maskPersonal(cleanText(`${url.origin}${url.pathname}`))
}

/** How each field of a page is cleaned; what is not here is a text that may tell of a person. */
const CLEANED: Partial<Record<keyof PageContext, (text: string) => string | undefined>> = {
  path: cleanPath,
  referrer: cleanReferrer,
  item_id: cleanText,
  category: (text) => cleanText(text).toLowerCase(),
  language: cleanText,
  timezone: (text) => text,
}

/** A page as it may be kept, and as rules and templates may see it. */
export function cleanPage(page: PageContext): PageContext {
  const cleaned = {} as PageContext
  for (const name of Object.keys(page) as (keyof PageContext)[]) {
    const text = page[name]
    if (text === undefined) continue
    const clean = CLEANED[name]
    const kept = clean ? clean(text) : maskPersonal(cleanText(text))
    if (kept !== undefined) cleaned[name] = kept
  }
  return cleaned
}

/** GA4's five category levels as one lower-case path, `shoes/trail`; a path given in one field stays one. */
export function categoryPath(item: Item): string | undefined {
  const { item_category, item_category2, item_category3, item_category4, item_category5 } = item
  let path = ''
  for (const field of [item_category, item_category2, item_category3, item_category4, item_category5])
    for (const level of field?.split('/') ?? []) {
      const text = cleanText(level).toLowerCase()
      if (text !== '') path += path && `/`
      path += text
    }
  return path || undefined
}

/** A product as it may be kept: whole pieces, one category path. */
export function cleanItem(item: Item): AcceptedItem {
  const category = categoryPath(item)
  return {
    item_id: cleanText(item.item_id),
    ...(item.item_name !== undefined && { item_name: cleanText(item.item_name) }),
    ...(item.item_brand !== undefined && { item_brand: cleanText(item.item_brand) }),
    ...(category !== undefined && { item_category: category }),
    ...(item.price !== undefined && { price: item.price }),
    ...(item.quantity !== undefined && { quantity: Math.max(1, Math.round(item.quantity)) }),
  }
}
