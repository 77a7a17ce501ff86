import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heard, kept, openShop, type Shop } from './open-shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const NOTHING = { cookies: '', local: {}, session: {}, databases: [] }
const consent = (state: string) => ({ personalization: state, analytics: state, marketing: state })

describe('consent', () => {
  test('[D13] looking around without an answer leaves nothing', async () => {
    const { page, context } = await shop.visit('/')
    for (const path of ['/c/shoes/', '/p/ridge-runner/', '/search/?q=boot', '/cart/', '/account/', '/zh/']) {
      await page.goto(shop.origin + path, { waitUntil: 'networkidle' })
      expect(await kept(page), path).toEqual(NOTHING)
    }
    expect(await heard(page)).toEqual([])
    expect(await page.locator('#cc-main .cm').isVisible()).toBe(true)
    await context.close()
  })

  test('[D13] a cart is kept once it holds something, and an emptied one is not', async () => {
    const { page, context } = await shop.visit('/p/round-hill-mug/')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    expect(await kept(page)).toEqual({
      ...NOTHING,
      local: { 'hf.cart': JSON.stringify([{ id: 'round-hill-mug', quantity: 1 }]) },
    })
    await page.goto(`${shop.origin}/cart/`, { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Remove Round Hill Mug' }).click()
    await page.getByText('Nothing here yet').waitFor()
    expect(await kept(page)).toEqual(NOTHING)
    await context.close()
  })

  test('[D14] yes, and no', async () => {
    for (const [button, state] of [
      ['Accept all', 'granted'],
      ['Only necessary', 'denied'],
    ] as const) {
      const { page, context, faults } = await shop.visit('/')
      await page.locator('.cm').getByRole('button', { name: button }).click()
      expect(await heard(page)).toEqual([['consent', consent(state)]])
      expect(await page.locator('#cc-main .cm').isVisible()).toBe(false)
      await page.goto(`${shop.origin}/c/hats/`, { waitUntil: 'networkidle' })
      expect(await heard(page)).toEqual([['consent', consent(state)]])
      expect(await page.locator('#cc-main .cm').count()).toBe(0)
      expect(faults).toEqual([])
      await context.close()
    }
  })

  test('[D14] by purpose, changed later from the foot of the page and from the account', async () => {
    const { page, context } = await shop.visit('/zh/account/')
    await page.locator('.cm').getByRole('button', { name: '自行選擇' }).click()
    await page.locator('.pm').waitFor()
    await page.locator('.pm input[value="personalization"]').press('Space')
    expect(await page.locator('.pm input[value="personalization"]').isChecked()).toBe(true)
    await page.locator('.pm').getByRole('button', { name: '儲存選擇' }).click()
    expect(await heard(page)).toEqual([['consent', { ...consent('denied'), personalization: 'granted' }]])
    expect(await page.locator('[data-consent-now]').textContent()).toBe('目前允許：個人化。')
    await page.locator('footer [data-consent-open]').click()
    await page.locator('.pm').getByRole('button', { name: '只限必要' }).click()
    expect((await heard(page)).at(-1)).toEqual(['consent', consent('denied')])
    await context.close()
  })
})
