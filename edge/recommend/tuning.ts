import { PLAIN_BASKET } from './basket.ts'

/** What tuning chooses for the search of similar sessions (VMIS-kNN, VSTAN). */
export interface Neighbourhood {
  /** Newest sessions looked at for each item of the question (VMIS-kNN's m). */
  recent: number
  /** Sessions that vote (k). */
  neighbours: number
  /** λspw: the weight of the question's item falls by e for every so many positions back. */
  position: number
  /** λipw: a neighbour's item counts e times less for every so many positions from the shared one. */
  distance: number
  /** What items before the shared one count, beside those after it. */
  before: number
  /** What the shared item itself counts. */
  shared: number
  /** λsnh: a session counts e times less for every such share of the data's span that it is old; 0 is no decay. */
  age: number
  /** A session's weight is divided by its length to this power (cosine: 0.5). */
  length: number
  /** Powers of inverse document frequency: of shared items, and of voted ones. */
  idfShared: number
  idfVoted: number
}

/** Ranker weights (ranker.ts): for lists where anything may come, and for discoveries only. */
export interface Rankers {
  all: Float32Array
  discovery: Float32Array
}

/** All that a shop's own traffic chose; travels in the model. */
export interface Tuning {
  neighbourhood: Neighbourhood
  /** Popularity's half-life as a share of the data's span. */
  halfLife: number
  /** Weights of what foretells a customer's next basket (basket.ts). */
  basket: readonly number[]
  /** Absent where there was too little traffic to learn from. */
  rankers?: Rankers
}

/** Where tuning starts: the middle of the ranges that the papers found good. */
export const UNTUNED: Tuning = {
  neighbourhood: {
    recent: 500,
    neighbours: 200,
    position: 1.5,
    distance: 4,
    before: 0.4,
    shared: 0.4,
    age: 1,
    length: 0.3,
    idfShared: 1.5,
    idfVoted: 0.5,
  },
  halfLife: 0.25,
  basket: PLAIN_BASKET,
}
