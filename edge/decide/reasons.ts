import type { Scalar } from '../../rules/bundle.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { RankedItem } from '../recommend/question.ts'

/** What a visitor is told about why an item is in a list, by language. */
const WORDS: Record<string, { because: (name: string) => string; popular: string; chosen: string }> = {
  en: {
    because: (name) => `Because you looked at ${name}`,
    popular: 'Popular right now',
    chosen: 'Chosen by the shop',
  },
  zh: { because: (name) => `因為您看過${name}`, popular: '近期熱賣', chosen: '店家精選' },
}

/** The reason of a ranked item in the page's language (English where it is not spoken here). */
export function reasonFor(item: RankedItem, catalogue: Catalogue, language: Scalar | undefined): string {
  const words =
    WORDS[String(language ?? 'en').split('-', 1)[0] as string] ?? (WORDS.en as (typeof WORDS)[string])
  const because = item.because === undefined ? undefined : catalogue.byId.get(item.because)
  if (because) return words.because(because.item_name)
  return item.source === 'catalogue' ? words.chosen : words.popular
}
