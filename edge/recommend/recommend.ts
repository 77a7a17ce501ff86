import type { Model } from './model.ts'
import type { ListOptions, Question, RankedItem, Source } from './question.ts'
import { selectTop } from './select.ts'

/** The last items of a session that are looked at; older ones say little and cost as much. */
const RECENT = 8

/**
 * Ranks items for a question, best first. Every item passed `eligible`; the list is refilled from popularity and
 * then from `fallback`, so it is shorter than `size` only when no eligible item is left anywhere.
 */
export function recommend(model: Model, question: Question, options: ListOptions): RankedItem[] {
  const list: RankedItem[] = []
  const taken = new Set<string>()
  const out = leftOut(question, options)
  const offer = (item_id: string, score: number, source: Source, because?: string): boolean => {
    if (list.length < options.size && !taken.has(item_id) && !out.has(item_id)) {
      taken.add(item_id)
      if (options.eligible?.(item_id) ?? true)
        list.push({ item_id, score, source, ...(because !== undefined && { because }) })
    }
    return list.length < options.size
  }
  if (options.size > 0 && question.kind !== 'bestsellers') fromRules(model, question, options.size, offer)
  if (list.length < options.size) fromPopularity(model, offer)
  if (list.length < options.size && options.fallback)
    for (const id of options.fallback) if (!offer(id, 0, 'catalogue')) break
  return list
}

type Offer = (id: string, score: number, source: Source, because?: string) => boolean

function leftOut(question: Question, options: ListOptions): Set<string> {
  const out = new Set<string>(options.discovery ? question.session : [])
  if (question.current !== undefined && (options.discovery || question.kind === 'similar'))
    out.add(question.current)
  return out
}

function fromRules(model: Model, question: Question, size: number, offer: Offer): void {
  const { ids, rules, scratch, popularity } = model
  const { score, because, contribution, touched } = scratch
  const session = question.kind === 'similar' ? [] : question.session.slice(-RECENT)
  if (question.current !== undefined && session.at(-1) !== question.current) session.push(question.current)
  let count = 0
  session.forEach((id, position) => {
    const item = ids.find(id)
    if (item < 0) return
    const nearness = 1 / (session.length - position)
    for (let r = rules.starts[item]!, end = rules.starts[item + 1]!; r < end; r++) {
      const target = rules.targets[r]!
      const value = nearness * nearness * rules.weights[r]!
      if (score[target] === 0) {
        // Popularity breaks ties between rules of equal weight.
        score[target] = 1e-4 * popularity[target]!
        contribution[target] = 0
        touched[count++] = target
      }
      score[target] = score[target]! + value
      if (value > contribution[target]!) {
        contribution[target] = value
        because[target] = position
      }
    }
  })
  // Most lists are full within a few more than asked; only a strict filter needs the rest in order.
  let from = 0
  for (let room = size * 4, more = true; more && from < count; room *= 4) {
    const top = selectTop(touched.subarray(from, count), score, count - from, room)
    for (let i = from; i < from + top && more; i++) {
      const item = touched[i]!
      more = offer(ids.name(item), score[item]!, 'rules', session[because[item]!])
    }
    from += top
  }
  for (let i = 0; i < count; i++) score[touched[i]!] = 0
}

function fromPopularity({ popular, popularity, ids }: Model, offer: Offer): void {
  for (const item of popular) if (!offer(ids.name(item), popularity[item]!, 'popular')) return
}
