import type { Event } from '../wire.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSON-LD is whatever a site writes
type Node = any

const isProduct = (type: unknown) =>
  [type].flat().some((name) => /(^|\/)(Product|ProductGroup|Vehicle|Book)$/.test(`${name}`))

/** The first Product in a JSON-LD tree, in lists, graphs and as a page's main entity. */
const findProduct = (node: Node): Node =>
  node &&
  (Array.isArray(node)
    ? node.map(findProduct).find(Boolean)
    : isProduct(node['@type'])
      ? node
      : findProduct(node['@graph'] || node.mainEntity))

const text = (value: Node): string | undefined => {
  const plain = [value].flat()[0]
  return plain?.name || (plain && typeof plain !== 'object' ? `${plain}` : undefined)
}

/** A `view_item` from a schema.org Product; `undefined` without an id. Its price is the first offer's. */
export function fromProduct(product: Node): Partial<Event> | undefined {
  const id = product.sku || product.productID || product.mpn || product.gtin13 || product.gtin
  const offer = [product.offers || product].flat()[0]
  const price = Number(offer.price ?? offer.lowPrice ?? offer.priceSpecification?.price)
  const currency = offer.priceCurrency ?? offer.priceSpecification?.priceCurrency
  const name = text(product.name)
  const brand = text(product.brand)
  const category = text(product.category)
  if (!id) return
  return {
    name: 'view_item',
    ...(currency && { currency }),
    items: [
      {
        item_id: `${id}`,
        ...(name && { item_name: name }),
        ...(brand && { item_brand: brand }),
        ...(category && { item_category: category }),
        ...(price && { price }),
      },
    ],
  }
}

/** The fields of the first microdata Product of a page, by their schema.org names. */
function readMicrodata(page: Document): Node {
  const product: Node = {}
  const scope = page.querySelector('[itemtype$="schema.org/Product"]')
  for (const field of scope?.querySelectorAll('[itemprop]') ?? [])
    if (!field.hasAttribute('itemscope'))
      product[field.getAttribute('itemprop')!] ??= field.getAttribute('content') || field.textContent?.trim()
  return product
}

/** The product that Open Graph's tags describe, under schema.org's names. */
function readOpenGraph(page: Document): Node {
  const meta = (name: string) => page.querySelector<HTMLMetaElement>(`[property="${name}"]`)?.content
  return {
    sku: meta('product:retailer_item_id'),
    name: meta('og:title'),
    brand: meta('product:brand'),
    price: meta('product:price:amount'),
    priceCurrency: meta('product:price:currency'),
  }
}

/** The product that a page says it is about: JSON-LD, else microdata, else Open Graph. */
export function readProduct(page: Document): Partial<Event> | undefined {
  for (const script of page.querySelectorAll('script[type="application/ld+json"]'))
    try {
      const product = findProduct(JSON.parse(script.textContent!))
      const event = product && fromProduct(product)
      if (event) return event
    } catch {
      // A site's broken markup is the site's.
    }
  return fromProduct(readMicrodata(page)) || fromProduct(readOpenGraph(page))
}
