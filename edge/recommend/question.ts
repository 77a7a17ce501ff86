/** Which products a list holds. */
export type ListKind = 'session' | 'similar' | 'bestsellers'

export interface Question {
  kind: ListKind
  /** Item ids of this visit, oldest first; unknown ids are skipped. */
  session: readonly string[]
  /** Epoch ms of each, where known. */
  times?: readonly number[]
  /** The item of the page in front of the visitor. */
  current?: string
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
  /** Leave out what the session already holds. */
  discovery?: boolean
}

/** Which part of the model put an item into the list. */
export type Source = 'session' | 'rules' | 'similar' | 'popular' | 'catalogue'

export interface RankedItem {
  item_id: string
  /** Comparable within one list only. */
  score: number
  /** The item of the session that explains this one. */
  because?: string
  source: Source
}
