import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { CATEGORIES } from '../../../demo-site/products/categories.ts'
import type { Plan, Stay } from './plan.ts'

/** How long who has read enough keeps the page open, ms. */
const IDLE = 40_000

/** Walks one visit through the shop at `url` in a tab of its own; whoever is `asked` agrees on its first page. */
export async function walk(
  context: BrowserContext,
  url: string,
  { from, stays, leaves, taste }: Plan,
  things: string[],
  asked: boolean,
): Promise<void> {
  const page = await context.newPage()
  const shelf = CATEGORIES[Math.floor(taste * CATEGORIES.length)]!.slug
  const first = {
    home: '/',
    shelf: `/c/${shelf}/`,
    thing: `/p/${things[Math.floor(taste * things.length)]}/`,
    cart: '/cart/',
    till: '/checkout/',
  }[stays[0]!.step]
  await page.goto(url + first, from === 'search' ? { referer: 'https://www.google.com/' } : {})
  for (const [at, stay] of stays.entries()) {
    if (at > 0) await go(page, url, stay, shelf, taste + at)
    if (asked && at === 0) {
      await pause(stay.ms / 4)
      await page.getByRole('button', { name: 'Accept all' }).click()
    }
    await read(page, stay)
    if (stay.step === 'till') await order(page)
  }
  if (leaves === 'sits idle, then closes') await pause(IDLE)
  if (leaves === 'goes elsewhere') await page.goto('about:blank')
  else await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })])
  // What it still sends is the browser's to finish.
  await pause(1000)
}

/** To the next page by a link that the page has, as people go. */
async function go(page: Page, url: string, { step }: Stay, shelf: string, nth: number): Promise<void> {
  const links = {
    home: page.locator('a[href="/"]'),
    shelf: page.locator(`a[href="/c/${shelf}/"]`),
    thing: page.locator('.shelf .card'),
    cart: page.locator('a[href="/cart/"]'),
    till: page.locator('a[href="/checkout/"]'),
  }[step]
  const visible = links.filter({ visible: true })
  const count = await visible.count()
  const before = page.url()
  if (count === 0) await page.goto(`${url}${step === 'shelf' ? `/c/${shelf}/` : `/${step}/`}`)
  else {
    await visible.nth(Math.floor(nth * 7) % count).click()
    await page.waitForURL((to) => to.href !== before)
  }
}

/** Reads on for its time, scrolling now and then; what goes into the cart goes there after two thirds. */
async function read(page: Page, { ms, scrolls, adds }: Stay): Promise<void> {
  const until = Date.now() + ms
  for (let n = 0; n < scrolls; n++) {
    await pause((ms * 0.6) / scrolls)
    await page.mouse.wheel(0, 500)
  }
  if (adds) {
    await pause(Math.max(0, until - Date.now() - ms / 3))
    const form = page.locator('[data-buy]')
    const size = form.locator('.sizes label')
    if (await size.count()) await size.nth(1).click()
    if (await form.count()) await form.getByRole('button').click()
  }
  await pause(Math.max(0, until - Date.now()))
}

/** Fills in what the till asks for, if there is anything to pay, and orders. */
async function order(page: Page): Promise<void> {
  if (!page.url().endsWith('/checkout/')) return
  for (const [label, text] of [
    ['Email', 'ida@example.com'],
    ['Full name', 'Ida Berg'],
    ['Street and number', '1 Peak Road'],
    ['City', 'Hong Kong'],
    ['Postcode', '999077'],
  ] as const) {
    await page.getByLabel(label, { exact: true }).fill(text)
    await pause(1500)
  }
  await page.getByRole('button', { name: 'Place order' }).click()
  await page.waitForURL('**/thanks/**')
  await pause(5000)
}
