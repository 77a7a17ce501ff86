import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BRANDS } from '../../../demo-site/products/product.ts'
import { SHELVES } from '../../../demo-site/site.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import { cart, contextOf, GOODS, heroLeadsTo, home, product, shelf } from '../../bench/visit/floor.ts'
import { draw, readWorld } from '../../bench/visit/personas.ts'
import { tasteOf } from '../../bench/visit/taste.ts'
import { createTimeline } from '../../bench/visit/timeline.ts'

describe('believable visitors', () => {
  const world = readWorld()

  test('[Y1] are made of shares of one, and like what the shop has', () => {
    const whole = (shares: Readonly<Record<string, number>>) =>
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    whole(world.consent)
    whole(Object.fromEntries(world.personas.map(({ name, share }) => [name, share])))
    for (const { shelves, brands, arrives, dayparts } of world.personas) {
      whole(arrives)
      whole(dayparts)
      for (const name of Object.keys(shelves)) expect(SHELVES).toContain(name)
      for (const name of Object.keys(brands)) expect(BRANDS).toContain(name)
      for (const name of Object.keys(arrives)) expect(world.referrers).toHaveProperty(name)
      for (const name of Object.keys(dayparts)) expect(world.dayparts).toHaveProperty(name)
    }
  })

  test('[Y1] draw by share', () => {
    const random = seeded(7)
    const drawn = Array.from({ length: 20_000 }, () => draw({ a: 0.7, b: 0.3, c: 0 }, random))
    expect(drawn.filter((name) => name === 'a').length / drawn.length).toBeCloseTo(0.7, 1)
    expect(drawn).not.toContain('c')
  })

  test('[Y1] have tastes between nothing and all, more for their own shelves, less for what is too dear', () => {
    for (const [n, persona] of world.personas.entries()) {
      const taste = tasteOf(persona, seeded(n))
      const mean = (goods: typeof GOODS) => goods.reduce((sum, one) => sum + taste(one), 0) / goods.length
      for (const one of GOODS) {
        expect(taste(one)).toBeGreaterThanOrEqual(0)
        expect(taste(one)).toBeLessThanOrEqual(1)
        expect(taste({ ...one, price: one.price * 10 + 1000 })).toBeLessThanOrEqual(taste(one))
      }
      const own = ({ category }: (typeof GOODS)[number]) => category in persona.shelves
      expect(mean(GOODS.filter(own))).toBeGreaterThan(2 * mean(GOODS.filter((one) => !own(one))))
    }
  })

  test('[Y1] walk on pages that the shop has, and follow heroes to shelves that it has', () => {
    for (const spot of [home(), cart(), ...SHELVES.map(shelf), ...GOODS.map(product)]) {
      expect(spot.row, spot.path).toHaveLength(4)
      expect(spot.row.map(({ id }) => id)).not.toContain(spot.item?.id)
      expect(contextOf(spot)).toMatchObject({ path: spot.path })
    }
    for (const block of ['shoes-hero', 'vip-hero', 'default-hero', 'welcome-hero', 'refill-hero'])
      expect(SHELVES).toContain(heroLeadsTo(block))
    expect(heroLeadsTo('cart-hero')).toBe('/cart/')
  })
})

describe('their time', () => {
  test('[Y2] the earliest moment comes first, so many lives at once, each in its own order', async () => {
    const life = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(life, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (lives, most) => {
          const timeline = createTimeline(most)
          const told: number[] = []
          let running = 0
          for (const moments of lives)
            timeline.live(async () => {
              for (const at of moments.toSorted((a, b) => a - b)) {
                await timeline.until(at)
                expect(++running).toBeLessThanOrEqual(most)
                told.push(at)
                await Promise.resolve()
                running--
              }
            })
          await timeline.run()
          expect(told.toSorted((a, b) => a - b)).toEqual(lives.flat().sort((a, b) => a - b))
          if (most === 1) expect(told).toEqual(told.toSorted((a, b) => a - b))
        },
      ),
    )
  })

  test('[Y2] the first failure ends it', async () => {
    const timeline = createTimeline(2)
    let after = 0
    for (const at of [1, 2, 3, 4, 5])
      timeline.live(async () => {
        await timeline.until(at)
        if (at === 2) throw new Error('the edge is gone')
        await new Promise((soon) => setTimeout(soon, 1))
        if (at > 3) after++
      })
    await expect(timeline.run()).rejects.toThrow('the edge is gone')
    expect(after).toBe(0)
  })
})
