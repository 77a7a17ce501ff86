import { readFile } from 'node:fs/promises'
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

const PATIENCE = { timeout: 30_000 }
const known = (page: Page) => page.locator('[data-known]')
/** Waits until the account page tells of something, looking again as a visitor would. */
const until = (page: Page, text: string | RegExp) =>
  expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Look again' }).click()
      await page.waitForTimeout(300)
      return `${await page.locator('[data-known-status]').innerText()}\n${await known(page).innerText()}`
    }, PATIENCE)
    .toMatch(text)

/** One visitor's story, told in order; each test goes on where the one before stopped. */
describe('an account at the demo shop', () => {
  let page: Page
  let faults: string[]

  test('[B6] who signs in is shown what is kept of them: portrait, groups with their reasons, deeds, receipts', async () => {
    ;({ page, faults } = await shop.device())
    await page.goto(shop.url('/account/'))
    expect(await page.locator('[data-known-status]').innerText()).toMatch(/^Nothing\./)
    await page.getByRole('button', { name: 'Accept all' }).click()
    for (const id of ['ridge-runner', 'tarn-racer', 'hut-clog']) {
      await page.goto(shop.url(`/p/${id}/`))
      await page.waitForFunction(() => document.querySelector('[data-acquaint-block]'))
    }
    await expect
      .poll(
        async () =>
          (await journalOf(shop.served))
            .flatMap(({ events }) => events)
            .filter(({ name }) => name === 'view_item').length,
        PATIENCE,
      )
      .toBeGreaterThanOrEqual(3)
    await page.goto(shop.url('/account/'))
    await page.getByRole('button', { name: 'Sign in as Mei Wong' }).click()
    await until(page, /Known as customer c-1002, on this device/)
    const text = await known(page).innerText()
    expect(text).toMatch(/City\s+Hong Kong\s+from signing in/)
    expect(text).toMatch(/Signed in\s+Yes/)
    expect(text).toMatch(/Device\s+Computer/)
    expect(text).toMatch(/Language\s+American English/)
    expect(text).toMatch(/Favourite shelf\s+Shoes/)
    expect(text).toMatch(/shoe lovers[\s\S]*view_item/i)
    expect(text).toContain('Looked at Ridge Runner')
    expect(await page.locator('[data-account]').innerText()).toBe('Mei')
    expect(text).not.toContain('mei@')
  })

  test('[B6] and can take it along as a file, which is what the edge answered', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download it all' }).click(),
    ])
    const file = JSON.parse(await readFile(await download.path(), 'utf8')) as {
      person: string
      journal: { entry: { events: { name: string }[] } }[]
    }
    expect(file.person).toBe('c-1002')
    expect(file.journal.flatMap(({ entry }) => entry.events).some(({ name }) => name === 'view_item')).toBe(
      true,
    )
  })

  test('[B7] an order is told to the edge by the shop’s own server, and counts as revenue once', async () => {
    await page.goto(shop.url('/p/round-hill-mug/'))
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.goto(shop.url('/checkout/'))
    await expect.poll(() => page.getByLabel('Full name').inputValue(), PATIENCE).toBe('Mei Wong')
    for (const [label, text] of [
      ['Street and number', 'Bridges Street 1'],
      ['City', 'Hong Kong'],
      ['Postcode', '0000'],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(text)
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.waitForURL('**/thanks/**')
    await page.getByRole('status').getByText('is on the bench').waitFor()
    await page.goto(shop.url('/account/'))
    await until(page, /Ordered Round Hill Mug told by the shop itself[\s\S]*/)
    const text = await known(page).innerText()
    expect(text).toMatch(/Spent with us\s+\$34\.00/)
    expect(text).toMatch(/Orders\s+1\s/)
    const trusted = (await journalOf(shop.served))
      .flatMap(({ events }) => events)
      .filter((one) => one.trusted)
    expect(trusted).toMatchObject([{ name: 'purchase', value: 34, items: [{ item_id: 'round-hill-mug' }] }])
    expect(JSON.stringify(await journalOf(shop.served))).not.toMatch(/Bridges|mei@|Mei Wong/)
  })

  test('[B8] a second device is known as soon as one signs in there, and orders are listed', async () => {
    const second = await shop.device(390)
    await second.page.goto(shop.url('/zh/account/'))
    await second.page.locator('.cm button[data-role="all"]').click()
    await second.page.getByRole('button', { name: '以 Mei Wong 登入' }).click()
    await expect
      .poll(async () => {
        await second.page.getByRole('button', { name: '重新查看' }).click()
        await second.page.waitForTimeout(300)
        return second.page.locator('[data-known-status]').innerText()
      }, PATIENCE)
      .toContain('共 2 部裝置')
    expect(await known(second.page).innerText()).toContain('訂購 Round Hill')
    expect(await second.page.locator('[data-orders] .order').count()).toBe(1)
    expect(await violations(second.page)).toEqual([])
    expect(await sideways(second.page)).toBeLessThanOrEqual(0)
    expect(second.faults).toEqual([])
    await second.context.close()
  })

  test('[D16] [D17] the account page and its question break no policy and no rule of access', async () => {
    await page.getByText('Groups you are not in').click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Forget me' }).click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Keep it' }).click()
    expect((await journalOf(shop.served)).length).toBeGreaterThan(0)
    expect(faults).toEqual([])
  })

  test('[B9] “Forget me” erases it all at the edge, and nothing new is kept', async () => {
    await page.getByRole('button', { name: 'Forget me' }).click()
    await page.getByRole('button', { name: 'Yes, forget me' }).click()
    await page.getByText(/entries were erased/).waitFor()
    expect(await journalOf(shop.served)).toEqual([])
    expect(await page.locator('[data-consent-now]').innerText()).toContain('only what the shop needs')
    await page.goto(shop.url('/p/ridge-runner/'))
    await page.waitForFunction(() => document.querySelector('[data-acquaint-block]'))
    await page.goto(shop.url('/account/'))
    await page.getByText('Nothing. You have not allowed').waitFor()
    expect(await journalOf(shop.served)).toEqual([])
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('acquaint'))),
    ).toEqual([])
  })

  test('[B10] another house’s login makes one known too, by its own word', async () => {
    const { page, context, faults } = await shop.device()
    await page.goto(shop.url('/account/'))
    await page.getByRole('button', { name: 'Accept all' }).click()
    await page.getByRole('link', { name: 'Continue with Meadow' }).click()
    await page.getByLabel('Your name').fill('ines')
    await page.getByRole('button', { name: 'Continue to Halden & Fern' }).click()
    await page.waitForURL('**/account/')
    await page.getByText('Good to see you, Ines.').waitFor()
    await until(page, /Known as customer meadow:ines/)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.locator('[data-account]').innerText()).toBe('Account')
    expect(faults).toEqual([])
    await context.close()
  })
})
