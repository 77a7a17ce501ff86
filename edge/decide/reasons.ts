import type { Scalar } from '../../rules/visitor.ts'
import { type Catalogue, spokenIn } from '../catalogue/catalogue.ts'
import type { RankedItem, Source } from '../recommend/question.ts'

/** What a visitor is told about why an item is in a list; the first of a pair names the item that explains it. */
type Words = Record<Source, readonly [named: ((name: string) => string) | undefined, plain: string]>

const EN: Words = {
  session: [(name) => `Because you looked at ${name}`, 'Fits what you looked at'],
  rules: [(name) => `Because you looked at ${name}`, 'Fits what you looked at'],
  similar: [(name) => `Often looked at with ${name}`, 'Others look at this too'],
  'bought-together': [(name) => `Goes with ${name}`, 'Goes well together'],
  content: [(name) => `Similar to ${name}`, 'Something similar'],
  new: [undefined, 'New in the shop'],
  trending: [undefined, 'Trending now'],
  recent: [undefined, 'You looked at this'],
  replenish: [undefined, 'Time for more?'],
  context: [undefined, 'Popular right now'],
  popular: [undefined, 'Popular right now'],
  catalogue: [undefined, 'Chosen by the shop'],
  pin: [undefined, 'Chosen by the shop'],
}
const ZH: Words = {
  session: [(name) => `因為您看過${name}`, '符合您看過的商品'],
  rules: [(name) => `因為您看過${name}`, '符合您看過的商品'],
  similar: [(name) => `看過${name}的人也看`, '其他人也看'],
  'bought-together': [(name) => `與${name}很搭`, '搭配好選擇'],
  content: [(name) => `與${name}相似`, '相似商品'],
  new: [undefined, '新品上架'],
  trending: [undefined, '人氣上升中'],
  recent: [undefined, '您看過的商品'],
  replenish: [undefined, '是時候補貨了？'],
  context: [undefined, '近期熱賣'],
  popular: [undefined, '近期熱賣'],
  catalogue: [undefined, '店家精選'],
  pin: [undefined, '店家精選'],
}
const WORDS = new Map<string, Words>([
  ['en', EN],
  ['zh', ZH],
])

/** The language, of those that are spoken here, of the first that is: the page's, then the shop's, then English. */
export function languageOf(...wanted: (Scalar | undefined)[]): string {
  return wanted.map(String).find((tag) => WORDS.has(base(tag))) ?? 'en'
}

function base(tag: string): string {
  const end = tag.indexOf('-')
  return (end < 0 ? tag : tag.slice(0, end)).toLowerCase()
}

/** The reason of a ranked item, in a language of `languageOf`. */
export function reasonFor(item: RankedItem, catalogue: Catalogue, language: string): string {
  const [named, plain] = (WORDS.get(base(language)) ?? EN)[item.source]
  const because = item.because === undefined ? undefined : catalogue.byId.get(item.because)
  return because && named ? named(spokenIn(because, language).item_name) : plain
}
