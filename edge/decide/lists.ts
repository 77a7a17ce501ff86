import type { Recommend } from '../../rules/bundle.ts'
import { minorDigits } from '../profile/money.ts'
import { type Arrangement, arrange } from '../recommend/arrange.ts'
import { contentOf } from '../recommend/content.ts'
import { type Model, openModel } from '../recommend/model.ts'
import type { Question, RankedItem } from '../recommend/question.ts'
import { noTouches } from '../recommend/touches.ts'
import { trainColumns } from '../recommend/train.ts'
import { visitsOf } from '../recommend/visits.ts'
import { rulingOut } from './eligible.ts'
import { type Past, pastOf, worthOf } from './history.ts'
import type { ListQuestion } from './list-question.ts'
import { boostBy, keyOf, spread } from './spread.ts'

/** How many more items than wanted are ranked before neighbours are told apart. */
const SPARE = 4

/** The products of a block's list, best first; whatever the source, all of them meet the block's constraints. */
export function listFor(wanted: Recommend, question: ListQuestion): RankedItem[] {
  const { catalogue } = question
  const past = pastIn(question)
  const ruled = rulingOut(wanted, question, past)
  const eligible = (id: string) => ruled(id) === undefined
  const { boost, per_brand, variety, fresh, diversify } = wanted
  // Neighbours can only be told apart where there are others to choose from.
  const size = diversify ? wanted.size * SPARE : wanted.size
  const refill = wanted.otherwise === 'bestsellers'
  const options: Arrangement = {
    size,
    eligible,
    refill,
    content: contentOf(catalogue),
    pins: pinsOf(wanted.pin, eligible),
    ...(refill && { fallback: catalogue.ids }),
    ...(boost && { boost: boostBy(boost, catalogue) }),
    ...(per_brand !== undefined && { perBrand: per_brand }),
    ...(variety !== undefined && { diversity: variety }),
    ...(fresh !== undefined && { fresh }),
  }
  const ranked = arrange(question.model ?? nobodysModel(), ask(wanted, question, past), options)
  return diversify ? spread(ranked, wanted.size, keyOf(diversify, catalogue)) : ranked
}

let empty: Model | undefined
/** The model of a shop that nobody visited yet: content and the catalogue's own order are all there is. */
function nobodysModel(): Model {
  if (!empty) {
    const opened = openModel(trainColumns(visitsOf(noTouches())))
    if (!opened.ok) throw new Error(opened.reason)
    empty = opened.model
  }
  return empty
}

/** Places from 1; in a list without gaps what may not be shown leaves none. */
function pinsOf(pin: Recommend['pin'] = [], eligible: (id: string) => boolean): Record<number, string> {
  const listed = pin.includes(null) ? pin : pin.filter((id) => id !== null && eligible(id))
  return Object.fromEntries(listed.flatMap((id, i) => (id === null ? [] : [[i + 1, id]])))
}

/** What the visitor did, as the decision read it already, else read now. */
export const pastIn = ({ past, profile, now }: ListQuestion): Past => past ?? pastOf(profile, now)

const NOTHING: readonly string[] = []

/** What the recommender is asked. */
export function ask(wanted: Recommend, { page, catalogue, facts, now }: ListQuestion, past: Past): Question {
  const threshold = wanted.free_shipping
  const gap =
    threshold === undefined
      ? 0
      : Math.max(0, threshold / 10 ** minorDigits(catalogue.currency) - worthOf(past.cart(), catalogue.byId))
  return {
    kind: wanted.from,
    // A page about one product, or what sells now, has nothing to do with the rest of the visit.
    session: OF_THE_PAGE.has(wanted.from) ? NOTHING : past.session(),
    ...(page.item_id !== undefined && { current: page.item_id }),
    history: OF_THE_PAST.has(wanted.from) || wanted.fresh !== undefined ? past.all() : past.bought(),
    cart: past.inCart(),
    gap,
    ...(facts && { context: facts }),
    now,
  }
}

/** Kinds that long-term taste, or the past itself, has a part in. */
export const OF_THE_PAST: ReadonlySet<Recommend['from']> = new Set([
  'session',
  'new',
  'recently-viewed',
  'replenish',
  'basket',
])
/** Kinds that have nothing to do with the rest of the visit. */
export const OF_THE_PAGE: ReadonlySet<Recommend['from']> = new Set([
  'similar',
  'alternatives',
  'bestsellers',
  'trending',
])
