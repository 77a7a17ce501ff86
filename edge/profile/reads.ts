import type { Where } from '../../rules/bundle.ts'
import type { Dict } from './record.ts'

/** One stretch of time that a question is about: ms back from the question or since the visit began, and fixed bounds. */
export interface Window {
  within?: number | 'visit'
  /** Epoch ms, inclusive. */
  from?: number
  to?: number
}

/** One thing that rules ask of what somebody did, with every time they ask it for. */
export interface Asked {
  where: Where
  windows: Window[]
  /** Different products are counted. */
  distinct?: true
  /** Worth is added up. */
  value?: true
  /** When it first and last happened is asked. */
  times?: true
}

/** What lists read of a visitor. */
export interface ListReads {
  /** Products of this visit. */
  session: boolean
  /** What is in the cart. */
  cart: boolean
  /** How many of the newest views and carts of the past; 0: lists ask about purchases alone. */
  past: number
}

/** All that a published bundle can read of a profile; what is not named here changes no decision. */
export interface Reads {
  /** Names these reads: a profile pruned for them serves every bundle that reads the same. */
  hash: string
  /** By event. */
  asked: Dict<Asked[]>
  /** Events whose order is asked, with the parts that tell their entries apart. */
  steps: Dict<string[]>
  /** Names of FACTS. */
  facts: ReadonlySet<string>
  traits: ReadonlySet<string>
  /** Slots whose conditions or templates read traits. */
  bySlot: ReadonlySet<string>
  /** Where a fact asks for bands of price: what parts them, minor units. */
  bands?: readonly [low: number, high: number]
  /** Absent where no block lists products. */
  lists?: ListReads
}

/** Where no bundle is known: the profile is carried as it is, and serves whatever is published next. */
export const READS_ALL = '*'

/** 48 bits of a text as hex (two FNV-1a hashes): tells versions and batches apart, and guards nothing. */
export function digest(text: string): string {
  let a = 0x811c9dc5
  let b = 0xc2b2ae35
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b)
    b ^= b >>> 13
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0')
  return hex(a) + hex(b ^ (b >>> 16)).slice(0, 4)
}

/** Whether a trait is read, by its name or as a tag under it. */
export const readsTrait = ({ traits }: Reads, name: string): boolean =>
  traits.has('*') || traits.has(name) || traits.has(name.split('/', 1)[0] as string)
