import { PARTS } from './parts.ts'

/** Most items of a question that are remembered as seen, and that vote, newest first: old ones say little and cost as much. */
export const QUESTION_ITEMS = 40
export const VOTING_ITEMS = 10
/** Most different items that one query scores. */
export const SLOTS = 8192
/** Longest stored session. */
export const SESSION_ITEMS = 256

/** Arrays that every query of one model uses again, so that it allocates nothing but its answer. */
export interface Scratch {
  /** By item: its slot + 1, 0 when it has none; all zero between queries. */
  slotOf: Uint16Array
  /** By slot. */
  itemOf: Uint32Array
  /** Slot-major, PARTS a slot. */
  parts: Float32Array
  /** By slot: who voted, a bit a voice; several may share one, so the count of bits never flatters. */
  voters: Uint32Array
  used: number
  /** Hash table of touched sessions: session + 1, similarity, and which question item touched it first. */
  sessionKey: Uint32Array
  similarity: Float32Array
  firstItem: Uint8Array
  touchedSessions: Uint32Array
  /** One decoded session. */
  decoded: Uint32Array
  /** The question's items as numbers, newest first, each once, and how many events ago they were; item q has slot q. */
  question: Int32Array
  stepsAgo: Uint16Array
  asked: number
  /** How long the visit is, as a feature of every candidate. */
  logAsked: number
  /** One over the highest of each part, by which candidates are compared. */
  scale: Float32Array
  /** How many slots of `order` may be ranked. */
  ranking: number
  /** Whose question all this is about, where somebody may ask it again; absent after another question. */
  answer?: object | undefined
  /** Candidates in order of rank, their scores, and one candidate's features. */
  order: Uint32Array
  quick: Float32Array
  ranked: Float32Array
}

/** `recent` bounds the sessions touched a query; the table is at most a third full. */
export function newScratch(items: number, recent: number): Scratch {
  let table = 1024
  while (table < recent * VOTING_ITEMS * 3) table *= 2
  return {
    slotOf: new Uint16Array(items),
    itemOf: new Uint32Array(SLOTS),
    parts: new Float32Array(SLOTS * PARTS),
    voters: new Uint32Array(SLOTS),
    used: 0,
    sessionKey: new Uint32Array(table),
    similarity: new Float32Array(table),
    firstItem: new Uint8Array(table),
    touchedSessions: new Uint32Array(recent * VOTING_ITEMS),
    decoded: new Uint32Array(SESSION_ITEMS),
    question: new Int32Array(QUESTION_ITEMS),
    stepsAgo: new Uint16Array(QUESTION_ITEMS),
    asked: 0,
    logAsked: 0,
    scale: new Float32Array(PARTS),
    ranking: 0,
    order: new Uint32Array(SLOTS),
    quick: new Float32Array(SLOTS),
    ranked: new Float32Array(SLOTS),
  }
}

/** The slot of an item, given one now if it has none; -1 when all are taken. */
export function slot(scratch: Scratch, item: number): number {
  const known = scratch.slotOf[item]!
  if (known > 0) return known - 1
  if (scratch.used === SLOTS) return -1
  const fresh = scratch.used++
  scratch.slotOf[item] = fresh + 1
  scratch.itemOf[fresh] = item
  return fresh
}

/** Clears what the last question left. */
export function sweep(scratch: Scratch): void {
  const { slotOf, itemOf, used } = scratch
  scratch.answer = undefined
  for (let s = 0; s < used; s++) slotOf[itemOf[s]!] = 0
  scratch.parts.fill(0, 0, used * PARTS)
  scratch.voters.fill(0, 0, used)
  scratch.used = 0
}
