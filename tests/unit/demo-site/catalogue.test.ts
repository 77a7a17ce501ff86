import { describe, expect, test } from 'vitest'
import { picture } from '../../../demo-site/draw/picture.ts'
import { feed } from '../../../demo-site/feed.ts'
import { CATEGORIES } from '../../../demo-site/products/categories.ts'
import { isIn, PRODUCTS } from '../../../demo-site/products/index.ts'
import type { CatalogueFeed } from '../../../edge/catalogue/catalogue.ts'
import { whyNotWellFormed } from './well-formed.ts'

describe('the catalogue', () => {
  test('[D1] twelve products in each of eight categories, six on each shelf', () => {
    expect(CATEGORIES).toHaveLength(8)
    for (const top of CATEGORIES) {
      expect(PRODUCTS.filter((one) => isIn(one, top.slug))).toHaveLength(12)
      for (const sub of top.subs)
        expect(PRODUCTS.filter((one) => one.category === `${top.slug}/${sub.slug}`)).toHaveLength(6)
    }
    expect(PRODUCTS).toHaveLength(96)
  })

  test('[D1] ids, names and sentences are each used once; prices and stocks are whole and not negative', () => {
    for (const value of [
      PRODUCTS.map((one) => one.id),
      PRODUCTS.map((one) => one.name.en),
      PRODUCTS.map((one) => one.name.zh),
      PRODUCTS.map((one) => one.text.en),
      PRODUCTS.map((one) => one.text.zh),
    ]) {
      expect(new Set(value).size).toBe(96)
      for (const text of value) expect(text.trim()).toMatch(/\S/)
    }
    for (const one of PRODUCTS) {
      expect(one.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(one.price).toBeGreaterThan(0)
      expect(Number.isInteger(one.stock) && one.stock >= 0).toBe(true)
    }
    const soldOut = PRODUCTS.filter((one) => one.stock === 0).length
    expect(soldOut).toBeGreaterThan(2)
    expect(soldOut).toBeLessThan(12)
  })

  test('[D2] every picture is its own, well-formed, and refers to nothing outside', () => {
    const pictures = PRODUCTS.map((one) => ({ one, svg: picture(one) }))
    expect(new Set(pictures.map(({ svg }) => svg)).size).toBe(96)
    for (const { one, svg } of pictures) {
      expect(whyNotWellFormed(svg), one.id).toBe('')
      expect(svg).not.toMatch(/<(script|style|image|use|foreignObject)\b|\sstyle=|\son\w+=|href=/)
      expect(svg, one.id).not.toMatch(/NaN|undefined|Infinity/)
      const defined = [...svg.matchAll(/ id="(\w+)"/g)].map(([, id]) => id!)
      expect(new Set(defined).size).toBe(defined.length)
      for (const [, id] of svg.matchAll(/url\(#(\w+)\)/g)) expect(defined).toContain(id)
    }
  })

  test('[D2] two products of one shelf differ in more than a name: no two share shape and dyes', () => {
    const looks = PRODUCTS.map(
      ({ category, look }) => `${category} ${look.shape} ${look.main} ${look.accent}`,
    )
    expect(new Set(looks).size).toBe(96)
  })

  test('[D4] the feed has the fields of a catalogue feed and no other', () => {
    const fed = feed() satisfies { currency: string }
    const known = 'item_id item_name item_category item_brand price link image_link availability added_at in'
    expect(fed.currency).toBe('USD')
    for (const item of fed.items) {
      expect(Object.keys(item).sort()).toEqual(known.split(' ').sort())
      expect(item.item_category).toMatch(/^[a-z]+\/[a-z]+$/)
      expect(item.availability).toMatch(/^(in|out_of)_stock$/)
      expect(Number.isInteger(item.added_at)).toBe(true)
    }
    // The edge reads it as this type.
    const read: CatalogueFeed = JSON.parse(JSON.stringify(fed))
    expect(
      read.items.filter((item) => item.availability === 'out_of_stock').map((item) => item.item_id),
    ).toEqual(PRODUCTS.filter((one) => one.stock === 0).map((one) => one.id))
  })
})
