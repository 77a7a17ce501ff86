import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sideways, violations } from './axe.ts'
import { openShop, type Shop } from './open-shop.ts'

const WIDTHS = [390, 1280]
const CART = JSON.stringify([
  { id: 'squall-anorak', size: 'M', quantity: 1 },
  { id: 'round-hill-mug', quantity: 2 },
])
/** One page of each kind. */
const KINDS = [
  '/',
  '/c/shoes/',
  '/p/squall-anorak/',
  '/p/hut-clog/',
  '/cart/',
  '/checkout/',
  '/thanks/',
  '/search/?q=green',
  '/account/',
  '/privacy/',
  '/delivery/',
]

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

describe.each(WIDTHS)('at %i pixels', (width) => {
  // At once: most of a page's time is waited for.
  test.concurrent.each(['', '/zh'])(
    '[D16] [D17] [D18] every kind of page%s',
    async (prefix) => {
      const { page, context, faults } = await shop.visit(`${prefix}/`, width)
      await page.locator('.cm button[data-role="necessary"]').click()
      await page.evaluate((cart) => localStorage.setItem('hf.cart', cart), CART)
      for (const path of KINDS) {
        await page.goto(shop.origin + prefix + path, { waitUntil: 'networkidle' })
        expect(await violations(page), path).toEqual([])
        expect(await sideways(page), path).toBeLessThanOrEqual(0)
      }
      expect(faults).toEqual([])
      await context.close()
    },
    120_000,
  )

  test('[D16] [D17] the banner, the preferences, the suggestions', async () => {
    const { page, context, faults } = await shop.visit('/', width)
    await page.locator('#cc-main .cm').waitFor()
    expect(await violations(page)).toEqual([])
    await page.locator('.cm button[data-role="show"]').click()
    await page.locator('#cc-main .pm').waitFor()
    expect(await violations(page)).toEqual([])
    await page.locator('.pm button[data-role="necessary"]').click()
    await page.locator('#q').pressSequentially('lamp')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await violations(page)).toEqual([])
    expect(faults).toEqual([])
    await context.close()
  }, 60_000)

  test('[D22] headings are set in the shop’s own face', async () => {
    const { page, context, faults } = await shop.visit('/', width)
    const faces = await page.evaluate(() =>
      [...document.fonts].map(({ family, status }) => `${family.replaceAll('"', '')} ${status}`),
    )
    expect(faces).toEqual(['Halden loaded', 'Halden Sign loaded'])
    expect(
      await page
        .locator('h2')
        .first()
        .evaluate((heading) => getComputedStyle(heading).fontFamily),
    ).toMatch(/^"?Halden/)
    expect(faults).toEqual([])
    await context.close()
  })

  test('[D20] a block in place of the default moves nothing', async () => {
    const { page, context } = await shop.visit('/', width)
    const below = () => page.evaluate(() => document.querySelector('footer')!.getBoundingClientRect().top)
    const before = await below()
    await page.evaluate(() => {
      const make = (tag: string, name: string, text = '') => {
        const element = document.createElement(tag)
        element.className = name
        element.textContent = text
        return element
      }
      const hero = make('section', 'hero hero--shoes')
      hero.append(
        make('h2', 'hero__title', 'Still thinking about shoes, and about the long way home?'),
        make('p', 'hero__text', 'Trail or city.'),
        make('a', 'hero__cta', 'Back to the shoes'),
      )
      document.querySelector('[data-acquaint="home-hero"]')!.replaceChildren(hero)
      const cards = make('div', 'cards')
      for (let i = 0; i < 7; i++) {
        const card = make('a', 'card')
        const picture = document.createElement('img')
        picture.src = '/img/ridge-runner.svg'
        card.append(
          picture,
          make('span', 'card__name', 'A name that is rather longer than any that the shop has'),
          make('span', 'card__price', '$124'),
          make(
            'span',
            'card__why',
            i ? 'Because you looked at Ridge Runner and at a good many other shoes besides' : '',
          ),
        )
        cards.append(card)
      }
      document.querySelector('[data-acquaint="picked-for-you"]')!.replaceChildren(cards)
    })
    await page.waitForTimeout(100)
    expect(Math.abs((await below()) - before)).toBeLessThan(1)
    await context.close()
  })
})
