import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOnce, readCommerce } from '../../../snippet/capture/commerce.ts'
import { mask } from '../../../snippet/capture/mask.ts'
import { address, readPage } from '../../../snippet/capture/page.ts'
import { fromProduct } from '../../../snippet/extra/product.ts'
import { BLOCK_URLS } from '../../../snippet/wire.ts'

test('[T4] masks e-mail addresses and long runs of digits, and leaves the rest alone', () => {
  expect(mask('/users/ann.b+x@mail.example.org/edit')).toBe('/users/*/edit')
  expect(mask('/reset/ann%40mail.example')).toBe('/reset/*')
  expect(mask('Card 4111 1111 1111 1111 ends')).toBe('Card *ends')
  expect(mask('+49 170 123-45-678')).toBe('+*')
  for (const fine of ['/p/1234567', 'Order 2024-06-01', '/a/b?c']) expect(mask(fine)).toBe(fine)
  fc.assert(
    fc.property(fc.emailAddress(), fc.string(), (mail, around) => {
      expect(mask(`${around} ${mail} `)).not.toContain(mail)
    }),
  )
})

test('[T1] of an address only path, campaign and the name of a click id are kept', () => {
  const { search_term, ...page } = readPage(
    'https://shop.example:8443/find?q=trail+shoes&utm_source=news&utm_medium=mail&msclkid=secret&token=t?#x',
    'https://user:pass@www.example.org/a?b#c',
  )
  expect(page).toMatchObject({ path: '/find', utm_source: 'news', utm_medium: 'mail', click_id: 'msclkid' })
  expect(search_term).toBe('trail shoes')
  expect(JSON.stringify(page)).not.toMatch(/secret|token|\?/)
  for (const [url, path] of [
    ['https://shop.example', ''],
    ['https://shop.example/#a?b', '/'],
    ['about:srcdoc', 'srcdoc'],
    ['file:///a/b.html', '/a/b.html'],
  ])
    expect(readPage(url!, '').path).toBe(path)
  expect(address('https://www.example.org/a?b=1#c')).toBe('https://www.example.org/a')
  for (const none of ['', 'android-app://x', 'javascript:alert(1)', 'file:///etc'])
    expect(address(none)).toBe(undefined)
})

test('[T8] commerce events keep known fields in the types of the wire', () => {
  const items = [
    { item_id: 7, item_name: 'Shoe', price: '12.5', quantity: '2', discount: 1 },
    { item_name: 'no id' },
  ]
  expect(
    readCommerce('purchase', { transaction_id: 9, value: '25', currency: 'EUR', email: 'a@b.c', items }),
  ).toEqual({
    name: 'purchase',
    transaction_id: '9',
    value: 25,
    currency: 'EUR',
    items: [{ item_id: '7', item_name: 'Shoe', price: 12.5, quantity: 2 }],
  })
  expect(readCommerce('login', undefined)).toEqual({ name: 'login' })
  for (const name of ['gtm.js', 'scroll', undefined]) expect(readCommerce(name, { value: 1 })).toBe(undefined)
  expect(readCommerce('page_view', { items })).toBe(undefined)
})

test('[T7] a product seen twice and an order told twice count once, an addition to the cart each time', () => {
  const once = createOnce()
  const items = [{ item_id: 'a' }]
  expect(once({ name: 'view_item', items })).toBe(true)
  expect(once({ name: 'view_item', items: [{ item_id: 'a', price: 1 }] })).toBe(false)
  expect(once({ name: 'view_item', items: [{ item_id: 'b' }] })).toBe(true)
  expect(once({ name: 'add_to_cart', items })).toBe(true)
  expect(once({ name: 'add_to_cart', items })).toBe(true)
  expect(once({ name: 'purchase', transaction_id: '1', items })).toBe(true)
  expect(once({ name: 'purchase', transaction_id: '1' })).toBe(false)
})

test('[T7] a schema.org Product gives id, name, brand, category and the price of its first offer', () => {
  const offers = [{ price: '19.90', priceCurrency: 'EUR' }, { price: 25 }]
  expect(fromProduct({ sku: 12, name: 'Shoe', brand: { name: 'Acme' }, category: 'Shoes', offers })).toEqual({
    name: 'view_item',
    currency: 'EUR',
    items: [{ item_id: '12', item_name: 'Shoe', item_brand: 'Acme', item_category: 'Shoes', price: 19.9 }],
  })
  expect(fromProduct({ productID: 'x', offers: { lowPrice: 3 } })).toEqual({
    name: 'view_item',
    items: [{ item_id: 'x', price: 3 }],
  })
  expect(fromProduct({ name: 'no id' })).toBe(undefined)
})

test('[S2] an address is safe when it is relative or only shows or opens something', () => {
  for (const safe of [
    '/a:b',
    'a/b:c',
    '#x',
    '?q=a:b',
    'https://a.example',
    'HTTP://a',
    'mailto:a@b',
    'tel:1',
    'a.html',
    '//cdn.example/x',
  ])
    expect([safe, BLOCK_URLS.test(safe)]).toEqual([safe, true])
  for (const bad of [
    'javascript:alert(1)',
    'JaVaScRiPt:x',
    ' javascript:x',
    'java\nscript:x',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a',
  ])
    expect([bad, BLOCK_URLS.test(bad)]).toEqual([bad, false])
  // Whatever the browser would run is refused, by its own parser's word.
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'javascript',
          ':',
          '\t',
          '\n',
          ' ',
          '/',
          'data',
          'x',
          '\u0000',
          '?',
          '#',
          'JAVA',
          'script',
        ),
      ),
      (parts) => {
        const url = parts.join('')
        if (!BLOCK_URLS.test(url) || !URL.canParse(url, 'https://shop.example/')) return
        expect(new URL(url, 'https://shop.example/').protocol).toMatch(/^https?:$/)
      },
    ),
    { numRuns: 3000 },
  )
})
