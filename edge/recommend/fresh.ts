import type { ContentIndex } from './content.ts'
import { interestOf } from './interest.ts'
import type { Model } from './model.ts'
import type { Question } from './question.ts'

const MONTH = 30 * 86_400_000
/** Fewer sessions than this say too little of an item; until then it needs a place to be seen. */
const KNOWN = 5

/**
 * Items added in the last month that the model knows too little of, by fit to the page, the visit and the past: so
 * that a product added a minute ago can be seen at all, and by those it suits.
 */
export function freshItems({ ids, support }: Model, question: Question, content: ContentIndex): string[] {
  const { session, current, history = [], now } = question
  const liked = new Map(interestOf(history, now).liked)
  session.forEach((id, i) => {
    liked.set(id, (liked.get(id) ?? 0) + 3 * 0.8 ** (session.length - 1 - i))
  })
  if (current !== undefined) liked.set(current, (liked.get(current) ?? 0) + 3)
  return content
    .addedSince(now - MONTH)
    .filter((id) => {
      const item = ids.find(id)
      return item < 0 || support[item]! < KNOWN
    })
    .map((id) => ({ id, fit: content.fit(id, liked) }))
    .sort((a, b) => b.fit - a.fit)
    .map(({ id }) => id)
}
