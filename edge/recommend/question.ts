import type { ListKind } from '../../rules/bundle.ts'
import type { ContentIndex, Described } from './content.ts'
import type { KIND } from './sessions.ts'

/** Something this visitor did before this visit. */
export interface PastItem {
  item_id: string
  /** Epoch ms; items of one order share it. */
  time: number
  kind: (typeof KIND)[keyof typeof KIND]
  /** What was said of it then: products leave the catalogue, taste stays. */
  about?: Described
}

export interface Question {
  kind: ListKind
  /** Item ids of this visit, oldest first; unknown ids are skipped. */
  session: readonly string[]
  /** Epoch ms of each, where known. */
  times?: readonly number[]
  /** The item of the page in front of the visitor. */
  current?: string
  /** Earlier visits and orders, in any order. */
  history?: readonly PastItem[]
  /** What is in the cart. */
  cart?: readonly string[]
  /** What the cart lacks to free shipping, in the catalogue's price unit. */
  gap?: number
  /** Facts of the request that popularity may depend on, as at training: `country:hk`, `referrer:search` … */
  context?: readonly string[]
  /** Epoch ms. */
  now: number
}

export interface ListOptions {
  /** How many items are wanted. */
  size: number
  /** May this item be shown? Asked for items best first until the list is full; holds for fallbacks too. */
  eligible?: (itemId: string) => boolean
  /** Ids to fill up with, best first, when the model runs out: the catalogue. Read only as far as needed. */
  fallback?: Iterable<string>
  /** False: only what the kind itself holds, never filled up with what is popular. */
  refill?: boolean
  /** Leave out what the session already holds. */
  discovery?: boolean
  /** What the catalogue says of its items; without it lists by content are filled from traffic. */
  content?: ContentIndex
  /** Share of the places, up to ½, for products too new for the model to know; needs `content`. */
  fresh?: number
}

/** Which part put an item into the list. */
export type Source =
  | 'session'
  | 'rules'
  | 'similar'
  | 'bought-together'
  | 'content'
  | 'new'
  | 'trending'
  | 'recent'
  | 'replenish'
  | 'context'
  | 'popular'
  | 'catalogue'
  | 'pin'

export interface RankedItem {
  item_id: string
  /** Comparable within one list only. */
  score: number
  /** The item of the visit or the past that explains this one. */
  because?: string
  source: Source
}
