import type { Language } from '../products/product.ts'
import { en, type Words } from './en.ts'
import { zh } from './zh.ts'

export const WORDS: Record<Language, Words> = { en, zh }

/** US dollars. */
export const FREE_FROM = 120
export const DELIVERY_FEE = 8
export const EXPRESS_FEE = 16

/** `fill('{n} things', { n: 3 })` is `3 things`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** `128` is `$128`, `12.5` is `$12.50`. */
export function money(dollars: number): string {
  return `$${Number.isInteger(dollars) ? dollars : dollars.toFixed(2)}`
}

/** Where a page of the English shop is in `language`. */
export const local = (language: Language, path: string): string => (language === 'en' ? path : `/zh${path}`)
