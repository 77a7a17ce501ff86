import type { Block, Bundle, Recommend, Scalar } from '../../rules/bundle.ts'
import { chooseBlock } from '../../rules/choose.ts'
import { ask, type Question as RulesQuestion } from '../../rules/evaluate.ts'
import { saying } from '../../rules/given/visitor.ts'
import { CONTEXTUAL, renderBlock, type TemplateItem } from '../../rules/template.ts'
import type { Decision, PageContext, Purpose } from '../../snippet/wire.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Client } from '../profile/event.ts'
import type { Profile } from '../profile/profile.ts'
import { readProfile } from '../profile/read.ts'
import type { Model } from '../recommend/model.ts'
import type { RankedItem } from '../recommend/question.ts'
import { type Context, contextOf, type Place } from './context.ts'
import { listFor } from './lists.ts'
import { reasonFor } from './reasons.ts'
import { NO_RULES, type Outcome, whyOf } from './why.ts'

/** One request for decisions, with all that may be known for them. */
export interface Question {
  slots: readonly string[]
  page: PageContext
  client: Client
  /** The site's own hosts. */
  hosts: readonly string[]
  granted: readonly Purpose[]
  /** Empty without consent to personalization. */
  profile: Profile
  /** Whether the visitor is linked to a person. */
  known: boolean
  /** Whom experiments deal; absent without consent. */
  subject?: string
  /** Epoch ms. */
  now: number
  /** Makes the id of a list. */
  listId: () => string
  /** Whether decisions carry their reasons. */
  explain?: boolean
  /** Of a described visitor: said outright, whatever the rest adds up to. */
  said?: { facts: Readonly<Record<string, Scalar>>; context: Readonly<Record<string, Scalar>> }
}

/** What there is to choose from; anything may be missing. */
export interface Offer {
  bundle?: Bundle
  catalogue?: Catalogue
  model?: { model: Model }
}

const NOTHING: Decision = { block: null }

/** A decision for every slot asked for: pure and total. A slot that can't be decided keeps the site's own content. */
export function decide(question: Question, offer: Offer): Record<string, Decision> {
  const decisions: Record<string, Decision> = Object.create(null)
  const decideOne = decider(question, offer)
  for (const slot of question.slots) decisions[slot] = decideOne(slot)
  return decisions
}

/** The same for slots that are found one after another, as a page streams. */
export function decider(question: Asked, offer: Offer): (slot: string) => Decision {
  const { bundle } = offer
  if (!bundle) return () => (question.explain ? { ...NOTHING, why: NO_RULES } : NOTHING)
  const place: Place = { hosts: question.hosts, timezone: bundle.settings.timezone }
  const { said } = question
  const found = contextOf(question.page, question.client, place, question.now)
  const context = said ? { ...found, ...said.context } : found
  const visitor = readProfile(question.profile, context, question.now, {
    hosts: question.hosts,
    known: question.known,
    ...(offer.catalogue && { bands: offer.catalogue.bands }),
  })
  const asked = ask(said ? saying(visitor, said.facts) : visitor, bundle, question.subject)
  return (slot) => decideSlot(slot, { question, offer, bundle, asked, context })
}

/** A question whose slots are still to be found. */
export type Asked = Omit<Question, 'slots'>

interface Deciding {
  question: Asked
  offer: Offer
  bundle: Bundle
  asked: RulesQuestion
  context: Context
}

function decideSlot(slot: string, deciding: Deciding): Decision {
  const { question, bundle, asked } = deciding
  const outcome: Outcome = {}
  const decision = settle(slot, deciding, outcome)
  return question.explain
    ? { ...decision, why: whyOf(slot, bundle, asked, question.granted, outcome) }
    : decision
}

function settle(slot: string, deciding: Deciding, outcome: Outcome): Decision {
  const { question, bundle, asked } = deciding
  try {
    const chosen = chooseBlock(slot, asked.visitor, bundle, {
      granted: question.granted,
      question: asked,
      ...(question.subject !== undefined && { subject: question.subject }),
    })
    const variant = chosen.variant === undefined ? {} : { variant: chosen.variant }
    if (chosen.block === null) return { ...NOTHING, ...variant }
    return { ...fill(slot, chosen.block, chosen.variant, deciding, outcome), ...variant }
  } catch {
    // A template or a list that fails costs its own slot only, never the page.
    outcome.failed = 'the block could not be made'
    return NOTHING
  }
}

function fill(
  slot: string,
  name: string,
  variant: string | undefined,
  deciding: Deciding,
  outcome: Outcome,
): Decision {
  const { bundle, question } = deciding
  const wanted = (bundle.blocks[name] as Block).recommend
  const ranked = wanted ? rankFor(wanted, deciding) : []
  if (wanted) outcome.list = { wanted, ranked }
  const items = itemsOf(ranked, deciding)
  if (wanted && items.length === 0) {
    outcome.failed = `the list of '${name}' is empty`
    return NOTHING
  }
  const list = wanted ? { list_id: question.listId() } : {}
  const rendered = renderBlock(bundle, name, {
    page: question.page,
    items,
    visitor: tellable(deciding),
    block: { name, slot, ...list, ...(variant !== undefined && { variant }) },
  })
  if (!rendered.ok) {
    outcome.failed = `the template of '${name}' failed: ${rendered.reason}`
    return NOTHING
  }
  const listed = items.map(({ item_id, reason }) => ({ item_id, reason }))
  return { block: name, html: rendered.html, ...(wanted && { items: listed }), ...list }
}

function rankFor(wanted: Recommend, { question, offer }: Deciding): RankedItem[] {
  const { catalogue, model } = offer
  return catalogue ? listFor(wanted, { ...question, catalogue, model: model?.model }) : []
}

function itemsOf(ranked: readonly RankedItem[], { offer: { catalogue }, context }: Deciding): TemplateItem[] {
  if (!catalogue) return []
  return ranked.flatMap((each) => {
    const item = catalogue.byId.get(each.item_id)
    return item ? [{ ...item, reason: reasonFor(each, catalogue, context.language) }] : []
  })
}

/** What a template may print of the visitor: what the request says, and, with consent, the traits. */
function tellable({ question, context }: Deciding): Record<string, unknown> {
  const told: Record<string, unknown> = Object.create(null)
  if (question.granted.includes('personalization'))
    for (const [name, trait] of Object.entries(question.profile.traits)) told[name] = trait.value
  for (const name of CONTEXTUAL) told[name] = context[name]
  return told
}
