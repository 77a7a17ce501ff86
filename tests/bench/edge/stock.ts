import type { CatalogueFeed } from '../../../edge/catalogue/catalogue.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'

const CATEGORIES = 50
const BRANDS = 10

/** The same products everywhere: number → id, category and brand. */
export const itemOf = (n: number) => ({
  item_id: `item-${n}`,
  item_category: `c${n % CATEGORIES}`,
  item_brand: `b${Math.floor(n / CATEGORIES) % BRANDS}`,
  price: 5 + (n % 200),
})

export const feedOf = (count: number): CatalogueFeed => ({
  currency: 'USD',
  items: Array.from({ length: count }, (_, n) => ({
    ...itemOf(n),
    item_name: `Item ${n}`,
    link: `/p/item-${n}/`,
    image_link: `/img/item-${n}.svg`,
    availability: 'in_stock',
  })),
})

/** Two sessions a product, of two to seven views within a category. */
export function sessionsOf(items: number): Session[] {
  return Array.from({ length: items * 2 }, (_, n) => {
    const length = 2 + (n % 6)
    return {
      items: Array.from({ length }, (_, step) => itemOf((n * 7 + step * CATEGORIES) % items).item_id),
      times: Array.from({ length }, (_, step) => 1.79e12 + n * 1000 + step * 60_000),
      visitor: n,
    }
  })
}

/** Rules as a marketer would write them: every segment counts views in a window, half of the slots recommend. */
export function rulesOf(segments: number): string {
  const lines = ['shop: { name: Bench, currency: USD, locale: en-US, timezone: UTC }', 'segments:']
  for (let n = 0; n < segments; n++)
    lines.push(
      `  s${n}:`,
      '    all:',
      `      - { did: view_item, where: { category: c${n % CATEGORIES}, brand: b${Math.floor(n / CATEGORIES) % BRANDS} }, count: at least ${1 + (n % 5)}, within: ${1 + (n % 60)} days }`,
      `      - not: { did: purchase, where: { category: c${n % CATEGORIES} }, within: 14 days }`,
    )
  lines.push('blocks:', '  plain: { template: "<h2>Made to be used</h2>" }')
  for (let n = 0; n < segments; n++)
    lines.push(`  hero${n}: { template: "<h2>Hero ${n} {{ page.path }}</h2>" }`)
  lines.push('slots:')
  for (let slot = 0; slot < 4; slot++) {
    lines.push(`  hero-${slot}:`, '    show:')
    for (let n = slot; n < segments; n += 4) lines.push(`      - { block: hero${n}, when: { in: s${n} } }`)
    lines.push('      - block: plain')
    lines.push(
      `  list-${slot}:`,
      '    recommend: { from: session, size: 4, never: [purchased, out-of-stock, current], otherwise: bestsellers }',
    )
  }
  return `${lines.join('\n')}\n`
}
