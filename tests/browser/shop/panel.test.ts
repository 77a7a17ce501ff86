import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { journalOf } from '../../support/open-shop.ts'
import { sideways, violations } from '../demo-site/axe.ts'
import { OPENING, type OpenShop, openWholeShop } from './open.ts'

let shop: OpenShop
beforeAll(async () => {
  shop = await openWholeShop()
}, OPENING)
afterAll(() => shop?.close())

const opened = async (path: string, width = 1280) => {
  const device = await shop.device(width)
  await device.page.goto(shop.url(path))
  await device.page.locator('.cm button[data-role="necessary"]').click()
  await device.page.locator('.panel__slot').first().waitFor()
  return device
}
const hero = (page: Page) => page.locator('[data-acquaint="home-hero"]').innerText()

describe('the marketer’s panel', () => {
  test('[B11] tells of each slot what it shows and why', async () => {
    const { page, context, faults } = await opened('/?preview')
    const slots = page.locator('.panel__slot')
    expect(await slots.count()).toBe(2)
    expect(await slots.first().innerText()).toMatch(/^home-hero\s+default-hero/)
    await slots.first().getByText('Every choice, in order').click()
    expect(await slots.first().innerText()).toMatch(/cart-abandoners/)
    await slots.last().getByText('Where each product comes from').click()
    expect(await slots.last().locator('.panel__list li').count()).toBe(4)
    expect(faults).toEqual([])
    await context.close()
  })

  test('[B11] says so where a page has no slot', async () => {
    const { page, context, faults } = await shop.device(1280)
    await page.goto(shop.url('/account/?preview'))
    await page.locator('.panel .note', { hasText: 'This page has no slot.' }).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('[B12] plays a described visitor on every page of the tab, and records nothing of it', async () => {
    const { page, context, faults } = await opened('/?preview')
    const own = await hero(page)
    await page.getByRole('button', { name: 'Left a cart yesterday' }).click()
    await page.getByText('A returning visitor, from Google, in Hong Kong, on a phone').waitFor()
    await expect.poll(() => hero(page)).toContain('Still in your cart')
    await page.goto(shop.url('/'))
    await expect.poll(() => hero(page)).toContain('Still in your cart')
    await page.getByText('Describe one yourself').click()
    await page.locator('[name="who"]').selectOption('returning')
    await page.locator('[name="shelf"]').selectOption('plants')
    await page.locator('[name="cart"]').selectOption('')
    await page.getByRole('button', { name: 'Show their page' }).click()
    await expect.poll(() => hero(page)).toContain('Something green')
    await page.getByRole('button', { name: 'Back to myself' }).click()
    await expect.poll(() => hero(page)).toBe(own)
    await page.getByRole('button', { name: 'Leave the panel' }).click()
    await page.goto(shop.url('/'))
    await page.waitForFunction(() => document.querySelector('[data-acquaint-block]'))
    expect(await page.locator('.panel').count()).toBe(0)
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    expect(await journalOf(shop.served)).toEqual([])
    expect(faults).toEqual([])
    await context.close()
  })

  test.each([
    [390, '/zh/?preview', '愛植物'],
    [1280, '/?preview', 'Loves plants'],
  ])(
    '[D16] [D17] [D18] at %i pixels it breaks no policy and no rule of access',
    async (width, path, chip) => {
      const { page, context, faults } = await opened(path, width)
      await page.getByRole('button', { name: chip }).click()
      await page.locator('.panel [aria-pressed="true"]').waitFor()
      for (const fold of await page.locator('.panel summary').all()) await fold.click()
      expect(await violations(page)).toEqual([])
      expect(await sideways(page)).toBeLessThanOrEqual(0)
      expect(faults).toEqual([])
      await context.close()
    },
  )
})
