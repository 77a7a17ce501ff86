import { GOODS, product, type Spot, shelf } from './floor.ts'
import { draw, type Persona, type Random, type World } from './personas.ts'
import { type Good, type Taste, tasteOf } from './taste.ts'

/** What goes on in one visitor: what they like, have seen and carry, and what they do about it. Nothing of it is told to the edge but the doing. */
export class Mind {
  basket: Good[] = []
  private readonly persona: Persona
  private readonly behaviour: World['behaviour']
  private readonly random: Random
  private readonly taste: Taste
  private readonly seen = new Set<string>()

  constructor(persona: Persona, { behaviour }: World, random: Random) {
    this.persona = persona
    this.behaviour = behaviour
    this.random = random
    this.taste = tasteOf(persona, random)
  }

  /** Whether something happens that has this chance. */
  does(chance: number): boolean {
    return this.random() < chance
  }

  /** How much a thing moves them, from 0 to 1. */
  private pull(one: Good): number {
    return this.taste(one) ** this.behaviour.taste_sharpness
  }

  sees(one: Good): void {
    this.seen.add(one.id)
  }

  /** The place in a row of the thing that they click on, -1 for none; what was seen before is passed over. */
  picks(row: readonly Good[]): number {
    return row.findIndex((one) => !this.seen.has(one.id) && this.does(this.behaviour.clicks * this.pull(one)))
  }

  /** Whether they put the thing in front of them into the cart. */
  wants(one: Good): boolean {
    return one.stock > 0 && this.does(this.behaviour.carts * this.pull(one))
  }

  /** Whether a hero that leads there is followed. */
  follows(goal: string): boolean {
    const { follows_hero, returns_to_cart } = this.behaviour
    if (goal === '/cart/') return this.basket.length > 0 && this.does(returns_to_cart)
    const liked = Object.entries(this.persona.shelves).filter(([name]) => name.startsWith(goal))
    return this.does(follows_hero * Math.max(0, ...liked.map(([, share]) => share)))
  }

  /** Pages of a visit on which nothing caught their eye, until they leave. */
  patience(): number {
    return 1 + Math.round(-Math.log(1 - this.random()) * this.persona.pages)
  }

  /** Seconds spent on a page. */
  lingers(): number {
    const [least, most] = this.behaviour.page_seconds
    return Math.round(least + (most - least) * this.random())
  }

  /** Where one goes who follows nothing: along a shelf, or to something that stands there. */
  strolls({ category, item }: Spot): Spot {
    if (category === undefined || item || this.does(0.3)) return shelf(this.favourite())
    return product(this.any(GOODS.filter((one) => one.category.startsWith(category))))
  }

  /** A shelf of their own; now and then one looks where one never buys. */
  favourite(): string {
    return this.does(0.35) ? this.any(GOODS).category : draw(this.persona.shelves, this.random)
  }

  private any(goods: readonly Good[]): Good {
    return goods[Math.floor(this.random() * goods.length)]!
  }
}
