import type { Recommend } from '../../rules/bundle.ts'
import type { Why, WhyItem } from '../../snippet/wire.ts'
import type { RankedItem } from '../recommend/question.ts'
import { trace } from '../recommend/trace.ts'
import { rulingOut } from './eligible.ts'
import type { ListQuestion } from './list-question.ts'
import { ask, pastIn } from './lists.ts'

export type ListTrace = Omit<NonNullable<Why['list']>, 'from'>

/** Where each product of a list comes from, and how many others which rule of the list kept out: for a marketer. */
export function traceOf(wanted: Recommend, question: ListQuestion, ranked: readonly RankedItem[]): ListTrace {
  const past = pastIn(question)
  const ruled = rulingOut(wanted, question, past)
  const left_out: Record<string, number> = {}
  for (const id of question.catalogue.ids) {
    const rule = ruled(id)
    if (rule !== undefined) left_out[rule] = (left_out[rule] ?? 0) + 1
  }
  const { session, current } = ask(wanted, question, past)
  const asked = current === undefined || session.at(-1) === current ? session : [...session, current]
  return { items: ranked.map((each) => itemOf(each, question, asked)), left_out }
}

function itemOf(
  { item_id, source, score, because }: RankedItem,
  { model }: ListQuestion,
  asked: readonly string[],
): WhyItem {
  const traced = model && trace(model, asked, item_id)
  const spoke = Object.entries(traced?.parts ?? {}).filter(([, share]) => share > 0)
  return {
    item_id,
    source,
    score: rounded(score, 1e6),
    ...(because !== undefined && { because }),
    ...(spoke.length > 0 && {
      parts: Object.fromEntries(spoke.map(([part, share]) => [part, rounded(share, 1000)])),
    }),
    ...(traced && { sessions: traced.sessions }),
  }
}

const rounded = (value: number, steps: number) => Math.round(value * steps) / steps
