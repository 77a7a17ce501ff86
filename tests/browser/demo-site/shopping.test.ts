import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heard, openShop, pushed, type Shop } from './open-shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const anorak = {
  item_id: 'squall-anorak',
  item_name: 'Squall Anorak',
  item_brand: 'Cairn',
  item_category: 'jackets',
  item_category2: 'rain',
  price: 188,
}

describe('shopping', () => {
  test('[D15] from the shelf to thanks', async () => {
    const { page, context, faults } = await shop.visit('/c/jackets/rain/')
    await page.locator('.cm').getByRole('button', { name: 'Only necessary' }).click()
    const list = { item_list_id: 'jackets/rain', item_list_name: 'Jackets: Rain' }
    const [view] = await pushed(page)
    expect(view).toMatchObject({ event: 'view_item_list', ecommerce: list })
    expect((view as { ecommerce: { items: unknown[] } }).ecommerce.items).toHaveLength(6)

    // Stay on the page so that what the click pushed can be read.
    await page.evaluate(() =>
      document.addEventListener('click', (event) => event.preventDefault(), { once: true }),
    )
    await page.locator('.shelf .card', { hasText: 'Squall Anorak' }).click()
    expect((await pushed(page)).at(-1)).toEqual({
      event: 'select_item',
      ecommerce: { ...list, items: [{ ...anorak, index: 0 }] },
    })

    await page.locator('.shelf .card', { hasText: 'Squall Anorak' }).click()
    await page.waitForURL('**/p/squall-anorak/')
    await page.locator('.sizes label', { hasText: /^M$/ }).click()
    await page.getByLabel('Quantity').selectOption('2')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    const two = { currency: 'USD', value: 376, items: [{ ...anorak, quantity: 2 }] }
    expect(await pushed(page)).toEqual([
      { event: 'view_item', ecommerce: { currency: 'USD', value: 188, items: [{ ...anorak, quantity: 1 }] } },
      { event: 'add_to_cart', ecommerce: two },
    ])
    expect(await page.locator('[data-cart-count]').textContent()).toBe('2')

    await page.getByRole('link', { name: 'See the cart' }).click()
    await page.getByLabel('Quantity of Squall Anorak').selectOption('1')
    const one = { currency: 'USD', value: 188, items: [{ ...anorak, quantity: 1 }] }
    expect(await pushed(page)).toEqual([{ event: 'remove_from_cart', ecommerce: one }])
    expect(await page.locator('.sum').innerText()).toMatch(/Delivery is free\.[\s\S]*Total\s+\$188/)

    await page.getByRole('link', { name: 'Go to checkout' }).click()
    await page.getByLabel('Email').fill('ida@example.com')
    await page.getByLabel('Full name').fill('Ida Berg')
    await page.getByLabel('Street and number').fill('1 Peak Road')
    await page.getByLabel('City').fill('Hong Kong')
    await page.getByLabel('Postcode').fill('999077')
    await page.getByText('Express, next day').click()
    expect(await page.locator('.sum').innerText()).toMatch(/Total\s+\$204/)
    expect(await pushed(page)).toEqual([{ event: 'begin_checkout', ecommerce: one }])
    await page.getByRole('button', { name: 'Place order' }).click()

    await page.waitForURL(/\/thanks\/\?order=HF-/)
    await page.getByText('Total $204.00').waitFor()
    const id = new URL(page.url()).searchParams.get('order')
    expect(await pushed(page)).toEqual([
      { event: 'purchase', ecommerce: { ...one, transaction_id: id, shipping: 16, tax: 0 } },
    ])
    expect(await page.locator('[data-cart-count]').textContent()).toBe('0')
    await page.reload({ waitUntil: 'networkidle' })
    expect(await pushed(page)).toEqual([])
    await page.goto(`${shop.origin}/account/`, { waitUntil: 'networkidle' })
    expect(await page.locator('.order').innerText()).toContain(id)
    expect(faults).toEqual([])
    await context.close()
  })

  test('[D15] an empty till sends one back, an unknown order thanks nobody', async () => {
    const { page, context } = await shop.visit('/checkout/')
    await page.waitForURL('**/cart/')
    await page.goto(`${shop.origin}/thanks/?order=HF-NOBODY`, { waitUntil: 'networkidle' })
    expect(await page.locator('main').innerText()).toContain('There is no order here')
    expect(await pushed(page)).toEqual([])
    await context.close()
  })

  test('[D15] a search tells its term and what it found', async () => {
    const { page, context } = await shop.visit('/search/?q=%20lamp%20')
    const [search, list] = await pushed(page)
    expect(search).toEqual({ event: 'search', search_term: 'lamp' })
    const { items } = (list as { ecommerce: { items: { item_id: string }[] } }).ecommerce
    expect(items.map((item) => item.item_id)).toEqual(
      await page
        .locator('[data-results] .card')
        .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.acquaintItem)),
    )
    await context.close()
  })

  test('[D10] the shelf sorts and sieves', async () => {
    const { page, context } = await shop.visit('/c/bags/')
    const prices = () => page.locator('.shelf .card__price').allInnerTexts()
    await page.getByLabel('Sort').selectOption('low')
    const sorted = (await prices()).map((price) => Number(price.slice(1)))
    expect(sorted).toEqual([...sorted].sort((a, b) => a - b))
    await page.getByLabel('In stock only').check()
    expect(await page.locator('.sieve output').innerText()).toBe('11 things')
    await page.getByLabel('Workshop').selectOption('Brook')
    expect(await page.locator('.shelf .card__why').allInnerTexts()).toEqual([
      'Brook',
      'Brook',
      'Brook',
      'Brook',
    ])
    await context.close()
  })

  test('[D19] suggestions by keyboard', async () => {
    const { page, context, faults } = await shop.visit('/')
    await page.locator('.cm').getByRole('button', { name: 'Only necessary' }).click()
    const field = page.getByRole('combobox', { name: 'Search the shop' })
    await field.pressSequentially('round hil')
    await page.getByRole('option').first().waitFor()
    expect(await field.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowDown')
    expect(await field.getAttribute('aria-activedescendant')).toBe('suggestion-0')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('option').count()).toBe(0)
    await field.press('g')
    await field.press('Backspace')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/p/round-hill-mug/')
    expect(faults).toEqual([])
    await context.close()
  })

  test('[D21] what arrives in English is named in the language of the page', async () => {
    const { page, context } = await shop.visit('/zh/')
    await page.evaluate(() => {
      const link = document.createElement('a')
      link.className = 'card'
      link.dataset.acquaintItem = 'squall-anorak'
      link.href = '/p/squall-anorak/'
      const name = document.createElement('span')
      name.className = 'card__name'
      name.textContent = 'Squall Anorak'
      link.append(name)
      const cards = document.createElement('div')
      cards.className = 'cards'
      cards.append(link)
      document.querySelector('[data-acquaint="picked-for-you"]')!.replaceChildren(cards)
    })
    await page
      .locator('[data-acquaint="picked-for-you"] .card__name', { hasText: 'Squall 套頭風衣' })
      .waitFor()
    expect(await page.locator('[data-acquaint="picked-for-you"] .card').getAttribute('href')).toBe(
      '/zh/p/squall-anorak/',
    )
    expect(await heard(page)).toEqual([])
    await context.close()
  })
})
