import { beforeAll, describe, expect, test } from 'vitest'
import { feed } from '../../../demo-site/feed.ts'
import { POLICY } from '../../../demo-site/headers.ts'
import { dataBlock, html } from '../../../demo-site/pages/html.ts'
import { PRODUCTS } from '../../../demo-site/products/index.ts'
import { type Files, SHELVES, siteFiles } from '../../../demo-site/site.ts'
import { en } from '../../../demo-site/words/en.ts'
import { zh } from '../../../demo-site/words/zh.ts'

const ORIGIN = 'https://shop.example'
let files: Files
let pages: [path: string, markup: string][]
beforeAll(async () => {
  files = await siteFiles(ORIGIN)
  pages = [...files.keys()].filter((path) => path.endsWith('.html')).map((path) => [path, text(path)])
}, 60_000)
/** A file of the site as text; the empty string where there is none. */
const text = (path: string) => String(files.get(path) ?? '')
const page = (path: string) => text(`${path}index.html`)

describe('the site', () => {
  test('[D3] a second build has the same bytes', async () => {
    expect([...(await siteFiles(ORIGIN))]).toEqual([...files])
    expect(JSON.stringify(feed())).toBe(JSON.stringify(feed()))
  }, 60_000)

  test('[D4] what the feed names is served', () => {
    for (const item of feed().items) {
      expect(files.has(`${item.link}index.html`)).toBe(true)
      expect(files.has(item.image_link)).toBe(true)
      expect(page(`/c/${item.item_category}/`)).toContain(`data-acquaint-item="${item.item_id}"`)
    }
  })

  test('[D5] whatever a page names is there', () => {
    const missing = new Set<string>()
    for (const [from, markup] of pages) {
      for (const [, target] of markup.matchAll(/\s(?:href|src|action)="([^"]*)"/g)) {
        const path = target!.replace(/#.*/, '').replace(ORIGIN, '')
        if (path === '' || path === '/acquaint.js') continue
        if (!files.has(path) && !files.has(`${path}index.html`)) missing.add(`${from} → ${target}`)
      }
      const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
      expect(new Set(ids).size, from).toBe(ids.length)
    }
    for (const path of files.keys())
      if (path.endsWith('.css'))
        for (const [, target] of text(path).matchAll(/url\("?(\/[^")]+)"?\)/g))
          if (!files.has(target!)) missing.add(`${path} → ${target}`)
    expect([...missing]).toEqual([])
  })

  test('[D6] nothing inline', () => {
    for (const [from, markup] of pages) {
      for (const [, attributes, body] of markup.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g))
        if (body !== '') expect(attributes, from).toMatch(/type="application\/(ld\+)?json"/)
      const tags = markup.replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, '').match(/<[^>]+>/g) ?? []
      for (const tag of tags) expect(tag, from).not.toMatch(/\s(style|on\w+)=|javascript:|^<style/i)
    }
    expect(POLICY).not.toMatch(/unsafe|\*|https?:/)
    const allowed = new Map(POLICY.split('; ').map((rule) => [rule.split(' ', 1)[0], rule]))
    expect([allowed.get('default-src'), allowed.get('script-src'), allowed.get('base-uri')]).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
    ])
    // Whoever sets markup by a text is refused, but for the snippet and two lists of what is harmless.
    expect(allowed.get('require-trusted-types-for')).toBe("require-trusted-types-for 'script'")
    expect(allowed.get('trusted-types')).toBe('trusted-types acquaint default preview')
    expect(text('/_headers')).toContain(POLICY)
  })

  test('[D7] the tag, the slots and what the page is about', () => {
    for (const [from, markup] of pages)
      expect(markup, from).toContain('<script async src="/acquaint.js" data-site="demo"></script>')
    const slots = (path: string) =>
      [...page(path).matchAll(/data-acquaint="([^"]+)"/g)].map(([, name]) => name)
    for (const prefix of ['', '/zh']) {
      expect(slots(`${prefix}/`)).toEqual(['home-hero', 'picked-for-you'])
      expect(slots(`${prefix}/cart/`)).toEqual(['cart-companion'])
      for (const shelf of SHELVES) {
        expect(slots(`${prefix}/c/${shelf}/`)).toEqual(['picked-for-you'])
        expect(page(`${prefix}/c/${shelf}/`)).toContain(`<body data-acquaint-category="${shelf}">`)
      }
      for (const one of PRODUCTS) {
        expect(slots(`${prefix}/p/${one.id}/`)).toEqual(['product-note', 'picked-for-you'])
        expect(page(`${prefix}/p/${one.id}/`)).toContain(
          `<body data-acquaint-item="${one.id}" data-acquaint-category="${one.category}">`,
        )
      }
    }
    const inside = page('/').split('data-acquaint="picked-for-you"')[1]!
    expect(inside).toMatch(
      /^><div class="cards"><a class="card" data-acquaint-item="[^"]+" href="[^"]+"><img [^>]+><span class="card__name">[^<]+<\/span><span class="card__price">\$\d+\.00<\/span><span class="card__why">/,
    )
  })

  test('[D8] products and breadcrumbs for machines', () => {
    for (const one of PRODUCTS) {
      const markup = page(`/p/${one.id}/`)
      const block = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(markup)![1]!
      const [product, crumbs] = (JSON.parse(block) as { '@graph': Record<string, unknown>[] })['@graph']
      expect(product).toMatchObject({
        '@type': 'Product',
        sku: one.id,
        name: one.name.en,
        brand: { name: one.brand },
        offers: { priceCurrency: 'USD', price: one.price.toFixed(2) },
      })
      expect(crumbs).toMatchObject({ '@type': 'BreadcrumbList' })
      // Readers of structured data resolve nothing: every address is whole, and is a file of the site.
      for (const [, address] of block.matchAll(/"(?:@id|url|image|item)":"([^"#]*)/g)) {
        expect(address).toMatch(new RegExp(`^${ORIGIN}/`))
        const path = address!.replace(ORIGIN, '')
        expect(files.has(path) || files.has(`${path}index.html`), address).toBe(true)
      }
      expect(JSON.stringify(product)).toContain(one.stock ? 'schema.org/InStock' : 'schema.org/OutOfStock')
    }
  })

  test('[D8] neither a template nor a data block can be broken out of', () => {
    const evil = `</script><script>alert("'&`
    expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
      '<p title="&lt;/script&gt;&lt;script&gt;alert(&quot;&#39;&amp;">&lt;/script&gt;&lt;script&gt;alert(&quot;&#39;&amp;</p>',
    )
    const block = dataBlock('application/json', { evil }).text
    expect(block.match(/<\/?script/g)).toHaveLength(2)
    expect(JSON.parse(block.replace(/^<script[^>]*>|<\/script>$/g, ''))).toEqual({ evil })
  })

  test('[D9] both languages have the same pages and name each other', () => {
    const english = [...files.keys()].filter(
      (path) => path.endsWith('index.html') && !path.startsWith('/zh/'),
    )
    expect(english).toHaveLength(1 + SHELVES.length + 96 + 7)
    for (const path of english) {
      const route = path.replace('index.html', '')
      for (const markup of [page(route), page(`/zh${route}`)]) {
        expect(markup).toContain(`<link rel="alternate" hreflang="en" href="${ORIGIN}${route}">`)
        expect(markup).toContain(`<link rel="alternate" hreflang="zh-Hant" href="${ORIGIN}/zh${route}">`)
      }
      expect(page(route)).toContain('<html lang="en">')
      expect(page(`/zh${route}`)).toContain('<html lang="zh-Hant">')
    }
  })

  test('[D9] a sentence has the same gaps in both languages', () => {
    const gaps = (value: unknown): unknown =>
      typeof value === 'string'
        ? (value.match(/\{\w+\}/g) ?? []).sort()
        : Array.isArray(value)
          ? value.map(gaps)
          : Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, gaps(inner)]))
    expect(gaps(zh)).toEqual(gaps(en))
  })
})
