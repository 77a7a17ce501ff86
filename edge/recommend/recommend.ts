import { ask } from './ask.ts'
import { quickScores, rankNext } from './candidates.ts'
import type { ContentIndex } from './content.ts'
import { popularUnder } from './contexts.ts'
import { freshItems } from './fresh.ts'
import { interestOf, type Taste, tasteShare } from './interest.ts'
import type { Model } from './model.ts'
import { PART, PARTS } from './parts.ts'
import type { ListOptions, PastItem, Question, RankedItem, Source } from './question.ts'
import { QUESTION_ITEMS } from './scratch.ts'
import { KIND } from './sessions.ts'
import { type Offer, WALKS } from './walks.ts'

/**
 * Ranks items for a question, best first. Every item passed `eligible`; whatever the kind, the list is refilled from
 * traffic, popularity, `fallback` and then what too few speak of, so it is shorter than `size` only when no eligible item is left anywhere.
 */
export function recommend(model: Model, question: Question, options: ListOptions): RankedItem[] {
  const list: RankedItem[] = []
  if (!(options.size > 0)) return list
  const taken = leftOut(model, question, options)
  const offer: Offer = (item_id, score, source, because) => {
    if (!taken.has(item_id)) {
      taken.add(item_id)
      if (options.eligible?.(item_id) ?? true)
        list.push({ item_id, score, source, ...(because !== undefined && { because }) })
    }
    return list.length < options.size
  }
  const all = withFresh(model, question, options, list, offer)
  const walk = WALKS[question.kind]
  let open = walk?.(model, question, options, all) ?? true
  if (options.refill === false) {
    // A kind of its own holds what it holds; a kind that traffic answers, what traffic says of this visit.
    if (open && !walk && question.kind !== 'bestsellers')
      fromTraffic(model, question, options, (id, score, source, because) =>
        source === 'popular' ? true : all(id, score, source, because),
      )
    if (question.kind !== 'bestsellers') return list
  }
  open &&=
    (question.kind === 'bestsellers' || fromTraffic(model, question, options, all)) &&
    fromContext(model, question, all) &&
    fromPopularity(model, all)
  if (!open) return list
  for (const id of options.fallback ?? []) if (!offer(id, 0, 'catalogue')) return list
  for (const item of model.unproven) if (!offer(model.ids.name(item), 0, 'popular')) return list
  return list
}

/** Gives every so many-th place to what is too new to be ranked, where the merchant wants that. */
function withFresh(
  model: Model,
  question: Question,
  { fresh = 0, content }: ListOptions,
  list: readonly RankedItem[],
  offer: Offer,
): Offer {
  if (!(fresh > 0) || !content || LOOKS_BACK.has(question.kind)) return offer
  const every = Math.max(2, Math.round(1 / fresh))
  const waiting = freshItems(model, question, content)
  return (id, score, source, because) => {
    const open = offer(id, score, source, because)
    if (!open) return false
    for (
      let before = list.length;
      (before + 1) % every === 0 && list.length === before && waiting.length > 0;
    )
      if (!offer(waiting.shift()!, score, 'new')) return false
    return true
  }
}

const MONTH = 30 * 86_400_000
/** Below this share of buyers who buy again, an item just bought is not wanted again soon. */
const REPLENISHABLE = 0.15
/** Kinds that are about what was seen or bought before. */
const LOOKS_BACK = new Set(['recently-viewed', 'replenish', 'basket'])
/** Kinds beside a product, which itself has no place in them; and kinds that go with the cart. */
const BESIDE = new Set(['similar', 'alternatives', 'bought-together'])
const WITH_CART = new Set(['companion', 'bought-together'])

function leftOut({ ids, market }: Model, question: Question, options: ListOptions): Set<string> {
  const { kind, current, now } = question
  const out = new Set<string>(options.discovery ? question.session : [])
  if (current !== undefined && (options.discovery || BESIDE.has(kind))) out.add(current)
  if (WITH_CART.has(kind)) for (const id of question.cart ?? []) out.add(id)
  if (!LOOKS_BACK.has(kind))
    for (const { item_id, time, kind: did } of question.history ?? []) {
      if (did !== KIND.purchase || now - time > MONTH) continue
      const item = ids.find(item_id)
      if (item < 0 || !(market.repeats[item]! >= REPLENISHABLE)) out.add(item_id)
    }
  return out
}

function fromTraffic(model: Model, question: Question, options: ListOptions, offer: Offer): boolean {
  const { scratch, ids, rankers } = model
  const beside = BESIDE.has(question.kind)
  const ranker = options.discovery || beside ? rankers.discovery : rankers.all
  const taste = tasteOf(model, question, options)
  const answer = answerTo(model, question, ranker, taste)
  if (!answer) return true
  let open = true
  for (let i = 0; open && i < scratch.ranking; i++) {
    if (i === answer.ranked) answer.ranked += rankNext(model, ranker, i, taste)
    const s = scratch.order[i]!
    const item = scratch.itemOf[s]!
    const voted = sourceOf(model, s)
    const source = beside && voted !== 'popular' && voted !== 'recent' ? 'similar' : voted
    const because = source === 'popular' || source === 'recent' ? undefined : explain(model, item)
    open = offer(ids.name(item), scratch.ranked[s]!, source, because)
  }
  return open
}

/** What traffic is asked about: a product alone, or the visit, and for some kinds the cart. */
interface About {
  session: readonly string[] | undefined
  cart: readonly string[] | undefined
  current: string | undefined
}

interface Answer extends About {
  model: Model
  ranker: Float32Array
  taste: Taste | undefined
  /** Places of the scratch's order that are ranked already. */
  ranked: number
}
// Lists of one page ask the same of traffic, one after the other: the next goes on where the last one stopped.
let last: Answer | undefined

/** The answer that the scratch still holds, where it is to this question; else a new one, if any product asked about is known. */
function answerTo(
  model: Model,
  { kind, session: visit, cart: held, current }: Question,
  ranker: Float32Array,
  taste: Taste | undefined,
): Answer | undefined {
  const session = BESIDE.has(kind) ? undefined : visit
  const cart = WITH_CART.has(kind) ? held : undefined
  if (last && model.scratch.answer === last && last.model === model)
    if (last.ranker === ranker && last.taste === taste)
      if (last.session === session && last.cart === cart && last.current === current) return last
  const items = itemsOf(model, { session, cart, current })
  if (items.every((item) => item < 0)) return undefined
  ask(model, items)
  quickScores(model)
  last = { model, session, cart, current, ranker, taste, ranked: 0 }
  model.scratch.answer = last
  return last
}

/** The model's numbers of what is asked about, the newest last, as far back as it listens. */
function itemsOf({ ids }: Model, { session = [], cart = [], current }: About): number[] {
  const newestFirst: number[] = []
  let heard = 0
  const look = (id: string) => {
    const item = ids.find(id)
    if (item >= 0 && !newestFirst.includes(item)) heard++
    newestFirst.push(item)
  }
  if (current !== undefined && session.at(-1) !== current) look(current)
  for (let i = cart.length - 1; i >= 0 && heard < QUESTION_ITEMS; i--) look(cart[i]!)
  for (let i = session.length - 1; i >= 0 && heard < QUESTION_ITEMS; i--) look(session[i]!)
  return newestFirst.reverse()
}

/** How much log-odds a perfect fit to a well-known long-term taste adds. */
const TASTE = 4

interface Tasted {
  history: readonly PastItem[]
  content: ContentIndex
  model: Model
  steps: number
  now: number
  taste: Taste
}
// Lists of one decision ask about one past, one after the other.
let tasted: Tasted | undefined

function tasteOf(model: Model, { session, history, now }: Question, { content }: ListOptions) {
  if (!content || !history?.length) return undefined
  const steps = session.length
  if (tasted?.history === history && tasted.content === content && tasted.model === model)
    if (tasted.steps === steps && tasted.now === now) return tasted.taste
  const interest = interestOf(history, now)
  const share = TASTE * tasteShare(interest, steps)
  const suits = content.taste(interest.liked, interest.describe)
  const numbers = numbersIn(content, model)
  const taste = (item: number) => share * suits(numbers(item))
  tasted = { history, content, model, steps, now, taste }
  return taste
}

const numberings = new WeakMap<ContentIndex, { model: Model; numbers: Int32Array }>()
const UNASKED = -2

/** A catalogue's numbers of a model's items, each looked up by its id once. */
function numbersIn(content: ContentIndex, model: Model): (item: number) => number {
  let numbering = numberings.get(content)
  if (numbering?.model !== model) {
    numbering = { model, numbers: new Int32Array(model.ids.size).fill(UNASKED) }
    numberings.set(content, numbering)
  }
  const { numbers } = numbering
  return (item) => {
    const known = numbers[item]!
    if (known !== UNASKED) return known
    numbers[item] = content.find(model.ids.name(item))
    return numbers[item]!
  }
}

function sourceOf({ scratch }: Model, s: number): Source {
  const { parts, asked } = scratch
  // The question's own items have the first slots: nobody needs another reason than that they looked at it.
  if (s < asked) return 'recent'
  if (parts[s * PARTS + PART.neighboursAnywhere]! > 0) return 'session'
  return parts[s * PARTS + PART.rulesBoth]! > 0 || parts[s * PARTS + PART.rulesTwice]! > 0
    ? 'rules'
    : 'popular'
}

/** The question's item with the strongest rule to this one, the newest counting most; none when no rule joins them. */
function explain({ scratch, rules, ids }: Model, item: number): string | undefined {
  let best = 0
  let because: string | undefined
  for (let q = 0; q < Math.min(8, scratch.asked); q++) {
    const from = scratch.question[q]!
    if (from === item) continue
    for (let r = rules.starts[from]!, end = rules.starts[from + 1]!; r < end; r++) {
      if (rules.targets[r] !== item) continue
      const weight = (rules.after[r]! + rules.before[r]! + 1) * 0.8 ** q
      if (weight <= best) break
      best = weight
      because = ids.name(from)
      break
    }
  }
  return because
}

function fromContext({ contexts, ids }: Model, { context }: Question, offer: Offer): boolean {
  if (!context?.length || contexts.keys.length === 0) return true
  return popularUnder(contexts, context).every(({ item, score }) => offer(ids.name(item), score, 'context'))
}

function fromPopularity({ popular, popularity, ids }: Model, offer: Offer): boolean {
  for (const item of popular) if (!offer(ids.name(item), popularity[item]!, 'popular')) return false
  return true
}
