import { readFileSync } from 'node:fs'

type Shares = Readonly<Record<string, number>>

/** A kind of visitor, as personas.json tells of it; shares are of 1, money in dollars. */
export interface Persona {
  name: string
  share: number
  /** How much each shelf is to their taste, up to 1; shelves that are not named are not. */
  shelves: Shares
  brands: Shares
  /** The dearest thing they would buy. */
  dearest: number
  visits_per_week: number
  /** Pages of a visit, on average. */
  pages: number
  arrives: Shares
  dayparts: Shares
  /** How many of them come on a phone first; the others on a computer. */
  phone: number
  second_device: number
}

/** All that is believed about how people behave in a shop: data, not code. */
export interface World {
  weeks: number
  consent: Shares
  behaviour: {
    /** Chance that the row of picks is looked at at all. */
    looks_at_picks: number
    /** Chance to click on a thing that is wholly to one's taste, when it is looked at. */
    clicks: number
    follows_hero: number
    /** Chance to follow a reminder of one's cart. */
    returns_to_cart: number
    /** Chance to put a thing into the cart that is wholly to one's taste, on its page. */
    carts: number
    checks_out: number
    takes_companion: number
    /** Exponent of taste: the higher, the less does anything do that is only half right. */
    taste_sharpness: number
    page_seconds: [least: number, most: number]
  }
  /** Hours of the day, from and to. */
  dayparts: Readonly<Record<string, [from: number, to: number]>>
  referrers: Readonly<Record<string, Readonly<Record<string, string>>>>
  personas: Persona[]
}

/** The world of personas.json. */
export const readWorld = (): World =>
  JSON.parse(readFileSync(new URL('personas.json', import.meta.url), 'utf8')) as World

export type Random = () => number

/** One of the names, by its share. */
export function draw<T extends string>(shares: Readonly<Record<T, number>>, random: Random): T {
  const entries = Object.entries(shares) as [T, number][]
  let left = random() * entries.reduce((sum, [, share]) => sum + share, 0)
  for (const [name, share] of entries) {
    left -= share
    if (left < 0) return name
  }
  return entries.at(-1)![0]
}
