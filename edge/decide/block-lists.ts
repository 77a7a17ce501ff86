import type { ListKind, Recommend } from '../../rules/bundle.ts'
import type { Scalar } from '../../rules/visitor.ts'
import { factsOf } from '../recommend/facts.ts'
import type { RankedItem } from '../recommend/question.ts'
import type { Context } from './context.ts'
import { byStrategy, drawFor, placeOf } from './draw.ts'
import { listFor } from './lists.ts'
import type { Deciding } from './question.ts'
import { type ListTrace, traceOf } from './trace.ts'

/** A list as it was made, and by which wishes. */
export interface Made {
  wanted: Recommend
  ranked: RankedItem[]
  /** Made when somebody asks why. */
  trace: () => ListTrace
}
export type Lists = (block: string, strategy: ListKind | undefined) => Made | undefined

/** The list of a block by a strategy, made once. */
export function listsOf(deciding: Deciding): Lists {
  const { blocks } = deciding.bundle
  const made = new Map<string, ReturnType<Lists>>()
  return (block, strategy) => {
    const recommend = blocks[block]?.recommend
    if (!recommend) return undefined
    const key = `${block}/${strategy ?? ''}`
    if (!made.has(key)) {
      made.set(key, makeList(byStrategy(recommend, strategy), deciding))
    }
    return made.get(key)
  }
}

function makeList(
  wanted: Recommend,
  { question, offer: { catalogue, model }, context, past }: Deciding,
): Made {
  if (!catalogue) return { wanted, ranked: [], trace: () => ({ items: [], left_out: {} }) }
  const facts = requestFacts(context, question.now)
  const asked = { ...question, catalogue, model: model?.model, facts, ...(past && { past }) }
  const ranked = listFor(wanted, asked)
  return { wanted, ranked, trace: () => traceOf(wanted, asked, ranked) }
}

const requestFacts = ({ country, device, referrer_class, utm_campaign }: Context, now: number): string[] => {
  const text = (value: Scalar | undefined) => (value === undefined ? undefined : String(value))
  return factsOf(
    {
      country: text(country),
      device: text(device),
      referrer: text(referrer_class),
      campaign: text(utm_campaign),
    },
    now,
  )
}

/** Draws among blocks for a slot; a list that may be empty, and is, has no part in it. */
export function drawer(slot: string, { question, bundle, offer }: Deciding, lists: Lists) {
  const { now, subject } = question
  const reward = (Object.hasOwn(bundle.slots, slot) && bundle.slots[slot]?.learn) || 'click'
  const drawing = {
    arms: offer.arms,
    place: placeOf(subject, question.listId, now),
    now,
    holds: (block: string, strategy: ListKind | undefined) =>
      bundle.blocks[block]?.recommend?.otherwise !== 'nothing' || lists(block, strategy)!.ranked.length > 0,
  }
  return (blocks: readonly string[]) => drawFor(slot, blocks, bundle, reward, drawing)
}
