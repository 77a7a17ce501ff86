import type { Model } from './model.ts'
import { PART, PARTS } from './parts.ts'
import { slot, VOTING_ITEMS } from './scratch.ts'
import { selectFirst } from './select.ts'
import { leastTogether } from './voices.ts'

const REACH = 10

/**
 * VMIS-kNN's search (Kersbergen et al. 2022) with VSTAN's weights (Ludewig et al. 2021): sessions that share items
 * with the question, the newest of each item; the most similar vote for what stands around the shared item.
 */
export function voteOfNeighbours(model: Model): void {
  const count = touchSessions(model)
  const { scratch, weights } = model
  const { similarity, sessionKey, touchedSessions } = scratch
  const { starts, ages } = model.sessions
  for (let i = 0; i < count; i++) {
    const at = touchedSessions[i]!
    const session = sessionKey[at]! - 1
    // Bytes stand for items: nearly all items of a session take the same number of bytes.
    const length = Math.min(255, starts[session + 1]! - starts[session]!)
    similarity[at] = similarity[at]! * weights.byLength[length]! * weights.byAge[ages[session]!]!
  }
  const voters = selectFirst(touchedSessions, similarity, count, model.meta.neighbourhood.neighbours)
  for (let i = 0; i < voters; i++) vote(model, touchedSessions[i]!)
  if (model.sessions.voices.length) dropLonelyVotes(model)
  weighVotes(model)
  for (let i = 0; i < count; i++) sessionKey[touchedSessions[i]!] = 0
}

function touchSessions(model: Model): number {
  const { scratch, weights } = model
  const { postings, postingStarts } = model.sessions
  const { sessionKey, similarity, firstItem, touchedSessions } = scratch
  const recent = model.meta.neighbourhood.recent
  const mask = sessionKey.length - 1
  let count = 0
  for (let q = 0; q < Math.min(VOTING_ITEMS, scratch.asked); q++) {
    const item = scratch.question[q]!
    const weight = weights.byPosition[Math.min(scratch.stepsAgo[q]!, 63)]! * weights.idfShared[item]!
    let session = 0
    let at = postingStarts[item]!
    const end = postingStarts[item + 1]!
    for (let n = 0; at < end && n < recent; n++) {
      let byte = postings[at++]!
      let step = byte & 127
      for (let shift = 7; byte > 127; shift += 7) {
        byte = postings[at++]!
        step |= (byte & 127) << shift
      }
      session = n === 0 ? step : session - step
      let place = (Math.imul(session, 0x9e3779b1) >>> 8) & mask
      while (sessionKey[place] !== 0 && sessionKey[place] !== session + 1) place = (place + 1) & mask
      if (sessionKey[place] === 0) {
        sessionKey[place] = session + 1
        similarity[place] = weight
        firstItem[place] = q
        touchedSessions[count++] = place
      } else similarity[place] = similarity[place]! + weight
    }
  }
  return count
}

/** Rare items' votes weigh more. */
function weighVotes({ scratch, weights }: Model): void {
  const { parts, itemOf, used } = scratch
  for (let s = 0; s < used; s++) {
    const idf = weights.idfVoted[itemOf[s]!]!
    const at = s * PARTS
    parts[at] = parts[at]! * idf
    parts[at + PART.neighboursAnywhere] = parts[at + PART.neighboursAnywhere]! * idf
  }
}

/** What too few voices speak for is not said (recommendation poisoning, Yang et al., NDSS 2017). */
function dropLonelyVotes({ scratch, meta, support }: Model): void {
  const { parts, voters, used, itemOf, question } = scratch
  const least = leastTogether(support[question[0]!]!)
  const proven = meta.minVoices ?? 2
  for (let s = 0; s < used; s++)
    if (atMost(least - 1, voters[s]!) || support[itemOf[s]!]! < proven)
      parts.fill(0, s * PARTS, s * PARTS + PART.rulesAfter)
}

/** Whether a word has at most so many bits; ends as soon as it is told. */
function atMost(count: number, word: number): boolean {
  let left = count
  for (let bits = word; bits !== 0; bits &= bits - 1) if (left-- === 0) return false
  return true
}

/** One neighbour votes for its items. */
function vote(model: Model, place: number): void {
  const { scratch, weights, sessions } = model
  const { decoded, parts } = scratch
  const session = scratch.sessionKey[place]! - 1
  const value = scratch.similarity[place]!
  const first = scratch.firstItem[place]!
  const item = scratch.question[first]!
  const previous = first + 1 < scratch.asked ? scratch.question[first + 1]! : -1
  const { items } = sessions
  let length = 0
  let shared = 0
  for (let at = sessions.starts[session]!, end = sessions.starts[session + 1]!; at < end; ) {
    let byte = items[at++]!
    let number = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = items[at++]!
      number |= (byte & 127) << shift
    }
    if (number === item) shared = length
    decoded[length++] = number
  }
  const voice = sessions.voices.length ? 1 << (sessions.voices[session]! & 31) : 0
  const paired = previous >= 0 && shared > 0 && decoded[shared - 1] === previous
  // A long neighbour votes only for what stands near the shared item.
  for (let i = Math.max(0, shared - REACH), far = Math.min(length, shared + REACH + 1); i < far; i++) {
    const target = decoded[i]!
    const s = slot(scratch, target)
    if (s < 0) continue
    const at = s * PARTS
    scratch.voters[s] = scratch.voters[s]! | voice
    const distance = i - shared
    parts[at] = parts[at]! + value * weights.byDistance[distance + 256]!
    parts[at + PART.neighboursAnywhere] = parts[at + PART.neighboursAnywhere]! + value
    if (distance === 1) parts[at + PART.neighboursNext] = parts[at + PART.neighboursNext]! + value
    if (paired && distance > 0 && distance < 4)
      parts[at + PART.neighboursPair] = parts[at + PART.neighboursPair]! + value / distance
  }
}
