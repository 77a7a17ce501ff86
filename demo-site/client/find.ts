import type { Shown } from './products.ts'
import type { Shelf } from './shelves.ts'

/** Lower case, accents and width folded away. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()

/** How well `one` answers `terms`: every term must match; a name counts more than a description, a beginning more than a middle. */
function score(one: Shown, terms: string[]): number {
  let total = 0
  const name = fold(one.name)
  for (const term of terms) {
    if (name.startsWith(term)) total += 8
    else if (name.includes(` ${term}`)) total += 6
    else if (name.includes(term)) total += 4
    else if (one.words.includes(` ${term}`)) total += 2
    else if (term.length > 2 && one.words.includes(term)) total += 1
    else return 0
  }
  return total + (one.stock ? 0.5 : 0)
}

/** Products that match every word of `query`, best first; ties keep the catalogue's order. */
export function search(query: string, all: Iterable<Shown>): Shown[] {
  const terms = fold(query).split(/\s+/).filter(Boolean)
  if (!terms.length) return []
  return [...all]
    .map((one) => ({ one, points: score(one, terms) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ one }) => one)
}

/** Shelves whose name has every word of `query` at the beginning of a word, or, in Chinese, anywhere. */
export function searchShelves(query: string, all: readonly Shelf[]): Shelf[] {
  const terms = fold(query).split(/\s+/).filter(Boolean)
  const fits = (name: string, term: string) =>
    ` ${name}`.includes(` ${term}`) || (/\p{Script=Han}/u.test(term) && name.includes(term))
  return terms.length ? all.filter(({ name }) => terms.every((term) => fits(fold(name), term))) : []
}
