import { ask } from './ask.ts'
import { quickScores, rankNext } from './candidates.ts'
import type { Model } from './model.ts'
import { PART, PARTS } from './parts.ts'
import type { ListOptions, Question, RankedItem, Source } from './question.ts'
import { sweep } from './scratch.ts'

/**
 * Ranks items for a question, best first. Every item passed `eligible`; the list is refilled from popularity and
 * then from `fallback`, so it is shorter than `size` only when no eligible item is left anywhere.
 */
export function recommend(model: Model, question: Question, options: ListOptions): RankedItem[] {
  const list: RankedItem[] = []
  if (!(options.size > 0)) return list
  const taken = leftOut(question, options)
  const offer: Offer = (item_id, score, source, because) => {
    if (!taken.has(item_id)) {
      taken.add(item_id)
      if (options.eligible?.(item_id) ?? true)
        list.push({ item_id, score, source, ...(because !== undefined && { because }) })
    }
    return list.length < options.size
  }
  const open =
    (question.kind === 'bestsellers' || fromTraffic(model, question, options, offer)) &&
    fromPopularity(model, offer)
  if (open && options.fallback) for (const id of options.fallback) if (!offer(id, 0, 'catalogue')) break
  return list
}

/** Offers an item to the list; false when the list is full. */
type Offer = (id: string, score: number, source: Source, because?: string) => boolean

function leftOut(question: Question, options: ListOptions): Set<string> {
  const out = new Set<string>(options.discovery ? question.session : [])
  if (question.current !== undefined && (options.discovery || question.kind === 'similar'))
    out.add(question.current)
  return out
}

function fromTraffic(model: Model, question: Question, options: ListOptions, offer: Offer): boolean {
  const { scratch, ids, rankers } = model
  const items: number[] = []
  if (question.kind === 'session') for (const id of question.session) items.push(ids.find(id))
  const { current } = question
  if (current !== undefined && (question.kind === 'similar' || question.session.at(-1) !== current))
    items.push(ids.find(current))
  if (items.every((item) => item < 0)) return true
  const ranker = options.discovery || question.kind === 'similar' ? rankers.discovery : rankers.all
  ask(model, items)
  quickScores(model)
  let open = true
  for (let from = 0; open && from < scratch.ranking; ) {
    const count = rankNext(model, ranker, from)
    for (let i = from; i < from + count && open; i++) {
      const s = scratch.order[i]!
      const item = scratch.itemOf[s]!
      const source = sourceOf(model, s)
      const because = source === 'popular' ? undefined : explain(model, item)
      open = offer(ids.name(item), scratch.ranked[s]!, source, because)
    }
    from += count
  }
  sweep(scratch)
  return open
}

function sourceOf({ scratch }: Model, s: number): Source {
  const { parts } = scratch
  if (parts[s * PARTS + PART.neighboursAnywhere]! > 0) return 'session'
  return parts[s * PARTS + PART.rulesBoth]! > 0 || parts[s * PARTS + PART.rulesTwice]! > 0
    ? 'rules'
    : 'popular'
}

/** The question's item with the strongest rule to this one, the newest counting most; none when no rule joins them. */
function explain({ scratch, rules, ids }: Model, item: number): string | undefined {
  let best = 0
  let because: string | undefined
  for (let q = 0; q < scratch.asked; q++) {
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

function fromPopularity({ popular, popularity, ids }: Model, offer: Offer): boolean {
  for (const item of popular) if (!offer(ids.name(item), popularity[item]!, 'popular')) return false
  return true
}
