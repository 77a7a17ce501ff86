import type { ListKind, Recommend } from '../../rules/bundle.ts'
import type { Scalar } from '../../rules/visitor.ts'
import { factsOf } from '../recommend/facts.ts'
import type { Context } from './context.ts'
import { byStrategy, type Draw, drawFor, placeOf } from './draw.ts'
import { pastOf } from './history.ts'
import type { ListQuestion } from './list-question.ts'
import { listFor } from './lists.ts'
import type { Deciding, Lists, Made, Reading } from './question.ts'
import { traceOf } from './trace.ts'

/** The list of a block by a strategy, made once a decision. */
export function listsOf(reading: Reading): Lists {
  const { blocks } = reading.bundle
  let make: ReturnType<typeof makerOf> | undefined
  const made = new Map<string, ReturnType<Lists>>()
  return (block, strategy) => {
    const recommend = blocks[block]?.recommend
    if (!recommend) return undefined
    const key = `${block}/${strategy ?? ''}`
    if (!made.has(key)) {
      make ??= makerOf(reading)
      made.set(key, make(byStrategy(recommend, strategy)))
    }
    return made.get(key)
  }
}

function makerOf({ question, offer: { catalogue, model }, context }: Reading): (wanted: Recommend) => Made {
  if (!catalogue) return (wanted) => ({ wanted, ranked: [], trace: () => ({ items: [], left_out: {} }) })
  const { profile, page, now } = question
  const asked: ListQuestion = {
    profile,
    page,
    catalogue,
    model: model?.model,
    // A model that learned nothing of requests need not be told of one.
    facts: model?.model.contexts.keys.length ? requestFacts(context, now) : [],
    past: pastOf(profile, now),
    now,
  }
  return (wanted) => {
    const ranked = listFor(wanted, asked)
    return { wanted, ranked, trace: () => traceOf(wanted, asked, ranked) }
  }
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
export function drawIn(
  slot: string,
  { question, bundle, offer, lists }: Deciding,
  blocks: readonly string[],
): Draw | undefined {
  const { now, subject } = question
  const reward = (Object.hasOwn(bundle.slots, slot) && bundle.slots[slot]?.learn) || 'click'
  return drawFor(slot, blocks, bundle, reward, {
    arms: offer.arms,
    place: placeOf(subject, question.listId, now),
    now,
    holds: (block: string, strategy: ListKind | undefined) =>
      bundle.blocks[block]?.recommend?.otherwise !== 'nothing' || lists(block, strategy)!.ranked.length > 0,
  })
}
