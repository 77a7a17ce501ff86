import type { ContentIndex } from './content.ts'
import { fitTo } from './interest.ts'
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
  const suits = fitTo(question, content)
  return content
    .addedSince(question.now - MONTH)
    .filter((id) => {
      const item = ids.find(id)
      return item < 0 || support[item]! < KNOWN
    })
    .map((id) => ({ id, fit: suits(id) }))
    .sort((a, b) => b.fit - a.fit)
    .map(({ id }) => id)
}
