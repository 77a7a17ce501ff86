import type { Event, Item, Page } from '../../../snippet/wire.ts'
import { type Answer, Device } from './device.ts'
import { type Keys, PICKS } from './edge.ts'
import { cart, contextOf, heroLeadsTo, home, lots, product, rowOf, type Spot, shelf } from './floor.ts'
import { Mind } from './mind.ts'
import { type Outcome, untouched } from './outcome.ts'
import { draw, type Persona, type Random, type World } from './personas.ts'
import type { Good } from './taste.ts'
import type { Timeline } from './timeline.ts'

export interface Told {
  world: World
  keys: Keys
  timeline: Timeline
  random: Random
  /** Rows of picks are drawn by lot, in both groups alike. */
  lots: boolean
  /** When the weeks begin, epoch ms. */
  from: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** One visitor of a persona over all weeks; fills in what became of them as time passes. */
export class Visitor {
  readonly outcome: Outcome
  private readonly told: Told
  private readonly persona: Persona
  private readonly mind: Mind
  private readonly person: string
  private readonly devices: Device[]

  constructor(told: Told, persona: Persona, number: number) {
    const { random, world, keys } = told
    this.told = told
    this.persona = persona
    this.mind = new Mind(persona, world, random)
    this.person = `visit-${number}`
    const kind = random() < persona.phone ? 'phone' : 'desktop'
    this.devices = [new Device(keys, kind)]
    if (random() < persona.second_device)
      this.devices.push(new Device(keys, kind === 'phone' ? 'desktop' : 'phone'))
    this.outcome = untouched(persona.name, draw(world.consent, random) as Answer)
  }

  /** Comes again and again until the weeks are over. */
  async live(): Promise<void> {
    const { world, random, timeline } = this.told
    const end = world.weeks * 7 * DAY
    const gap = () => (-Math.log(1 - random()) * 7 * DAY) / this.persona.visits_per_week
    for (let day = gap() * random(); day < end; day += gap()) {
      const [from, to] = world.dayparts[draw(this.persona.dayparts, random)]!
      const at =
        this.told.from + Math.round(Math.floor(day / DAY) * DAY + (from + (to - from) * random()) * HOUR)
      await timeline.until(at)
      await this.visit(at)
    }
  }

  private async visit(start: number): Promise<void> {
    const { outcome, told, persona, mind } = this
    const { world, random, timeline } = told
    const known = outcome.visits > 0 && this.devices.length > 1 && mind.does(0.4)
    const device = this.devices[known ? 1 : 0]!
    if (known) outcome.devices = 2
    outcome.visits++
    const arrival = world.referrers[draw(persona.arrives, random)]!
    let at = start
    let spot = mind.does(0.55) ? home() : shelf(mind.favourite())
    // What is followed costs no patience: a shop that shows the right things is stayed at longer.
    for (let patience = mind.patience(), first = true; patience > 0; first = false) {
      const seconds = mind.lingers()
      const next = await this.look(device, spot, at, seconds, first ? arrival : {})
      if (!next) patience--
      if (first) {
        await device.answer(outcome.answer, at)
        if (this.devices.length > 1) await this.signIn(device, at)
      }
      spot = next ?? mind.strolls(spot)
      at += seconds * 1000
      await timeline.until(at)
    }
    if (mind.basket.length && mind.does(world.behaviour.checks_out)) await this.checkOut(device, at)
  }

  /** Customers of two devices sign in on each. */
  private async signIn(device: Device, at: number): Promise<void> {
    if (!device.counted) return
    await device.signIn(this.person, at)
    this.outcome.signedIn = true
  }

  /** One page: what it shows, what that makes of them, and where they go if something caught their eye. */
  private async look(
    device: Device,
    spot: Spot,
    at: number,
    seconds: number,
    arrival: object,
  ): Promise<Spot | undefined> {
    const { outcome, mind, told } = this
    const { random, world } = told
    const { behaviour } = world
    const page: Page = { path: spot.path, ...arrival }
    const event = (name: Event['name'], more: Partial<Event> = {}): Event => ({
      name,
      created_at: at,
      page: { path: spot.path },
      ...more,
    })
    const { item } = spot
    const events = [
      event('page_view', { page }),
      ...(item ? [event('view_item', { items: [itemOf(item)] })] : []),
    ]
    const { decisions } = await device.decide(spot.slots, { ...contextOf(spot), ...arrival }, events, at)
    outcome.pages++
    if (item) mind.sees(item)

    let next: Spot | undefined
    const hero = decisions['home-hero']
    if (hero?.block) events.push(event('block_view', { slot: 'home-hero', block: hero.block }))
    const goal = heroLeadsTo(hero?.block ?? null)
    if (hero?.block && mind.follows(goal)) {
      next = goal === '/cart/' ? cart() : shelf(goal)
      events.push(event('block_click', { slot: 'home-hero', block: hero.block }))
    }

    const slot = spot.slots.at(-1)!
    const picks = decisions[slot]
    if (slot === PICKS && device.personal)
      outcome.group ??= picks?.variant === 'holdout' ? 'holdout' : 'personalised'
    if (mind.does(behaviour.looks_at_picks)) {
      outcome.looks++
      const block = picks?.block ?? undefined
      if (block) events.push(event('block_view', { slot, block, ...listOf(picks) }))
      const row = told.lots ? lots(spot.row.length, random) : rowOf(picks?.items, spot.row)
      const position = mind.picks(row)
      const one = row[position]
      if (one) {
        outcome.clicks++
        if (block)
          events.push(
            event('block_click', {
              slot,
              block,
              position: position + 1,
              items: [itemOf(one)],
              ...listOf(picks),
            }),
          )
        if (slot === PICKS) next = product(one)
        else if (mind.does(behaviour.takes_companion)) this.take(one, events, event)
      }
    }

    if (item && mind.wants(item)) this.take(item, events, event)
    events.push(event('engagement', { value: seconds, percent_scrolled: Math.round(20 + 80 * random()) }))
    await device.collect(events, at)
    return next
  }

  private take(
    one: Good,
    events: Event[],
    event: (name: Event['name'], more: Partial<Event>) => Event,
  ): void {
    this.mind.basket.push(one)
    events.push(event('add_to_cart', { items: [itemOf(one)], currency: 'USD', value: one.price }))
  }

  private async checkOut(device: Device, at: number): Promise<void> {
    const { outcome, told } = this
    await this.look(device, cart(), at, 20, {})
    const items = this.mind.basket.map(itemOf)
    const value = this.mind.basket.reduce((sum, one) => sum + one.price, 0)
    const order = {
      transaction_id: `HV-${this.person}-${outcome.orders}`,
      currency: 'USD',
      value,
      items,
    }
    const paid = at + 60_000
    await told.timeline.until(paid)
    const page = { path: '/thanks/' }
    await device.collect([{ name: 'purchase', created_at: paid, page, ...order }], paid)
    await device.order(order, paid)
    this.mind.basket = []
    outcome.orders++
    outcome.spent += value
  }
}

const itemOf = ({ id, price }: Good): Item => ({ item_id: id, price, quantity: 1 })

const listOf = (decision: { list_id?: string } | undefined) =>
  decision?.list_id === undefined ? {} : { list_id: decision.list_id }
