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

/** A price as it stands beside a thing: `128` is `$128.00`. */
export const money = (dollars: number): string => `$${dollars.toFixed(2)}`

/** A whole sum within a sentence: `120` is `$120`. */
export const dollars = (amount: number): string => `$${amount}`

/** Where a page of the English shop is in `language`. */
export const local = (language: Language, path: string): string => (language === 'en' ? path : `/zh${path}`)
