import { mask } from '../capture/mask.ts'

/** How search engines call the words in their address: Google, Bing and most, Yahoo, Yandex, Baidu. */
const WORDS = ['q', 'p', 'text', 'wd', 'word', 'query']

/** The words searched for elsewhere, masked, where the referrer still has them; most engines keep them to themselves. */
export function wordsOf(referrer: string, host: string): string | undefined {
  if (!URL.canParse(referrer)) return
  const from = new URL(referrer)
  if (from.host === host) return
  const words = WORDS.map((name) => from.searchParams.get(name)?.trim()).find(Boolean)
  return words && mask(words)
}
