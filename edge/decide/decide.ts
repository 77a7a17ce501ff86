import type { Block, Bundle, Recommend } from '../../rules/bundle.ts'
import { chooseBlock } from '../../rules/choose.ts'
import { ask, type Question as RulesQuestion } from '../../rules/evaluate.ts'
import { CONTEXTUAL, renderBlock, type TemplateItem } from '../../rules/template.ts'
import type { Decision, PageContext, Purpose } from '../../snippet/wire.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Client } from '../profile/event.ts'
import type { Profile } from '../profile/profile.ts'
import { readProfile } from '../profile/read.ts'
import type { Model } from '../recommend/model.ts'
import { type Context, contextOf, type Place } from './context.ts'
import { listFor } from './lists.ts'
import { reasonFor } from './reasons.ts'

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
  const { bundle } = offer
  if (bundle) {
    const place: Place = { hosts: question.hosts, timezone: bundle.settings.timezone }
    const context = contextOf(question.page, question.client, place, question.now)
    const visitor = readProfile(question.profile, context, question.now, {
      hosts: question.hosts,
      known: question.known,
      ...(offer.catalogue && { bands: offer.catalogue.bands }),
    })
    const asked = ask(visitor, bundle, question.subject)
    for (const slot of question.slots)
      decisions[slot] = decideSlot(slot, { question, offer, bundle, asked, context })
  } else {
    for (const slot of question.slots) decisions[slot] = NOTHING
  }
  return decisions
}

interface Deciding {
  question: Question
  offer: Offer
  bundle: Bundle
  asked: RulesQuestion
  context: Context
}

function decideSlot(slot: string, deciding: Deciding): Decision {
  const { question, bundle, asked } = deciding
  try {
    const chosen = chooseBlock(slot, asked.visitor, bundle, {
      granted: question.granted,
      question: asked,
      ...(question.subject !== undefined && { subject: question.subject }),
    })
    const variant = chosen.variant === undefined ? {} : { variant: chosen.variant }
    if (chosen.block === null) return { ...NOTHING, ...variant }
    return { ...fill(slot, chosen.block, chosen.variant, deciding), ...variant }
  } catch {
    // A template or a list that fails costs its own slot only, never the page.
    return NOTHING
  }
}

function fill(slot: string, name: string, variant: string | undefined, deciding: Deciding): Decision {
  const { bundle, question } = deciding
  const wanted = (bundle.blocks[name] as Block).recommend
  const items = wanted ? itemsFor(wanted, deciding) : []
  if (wanted && items.length === 0) return NOTHING
  const list = wanted ? { list_id: question.listId() } : {}
  const rendered = renderBlock(bundle, name, {
    page: question.page,
    items,
    visitor: tellable(deciding),
    block: { name, slot, ...list, ...(variant !== undefined && { variant }) },
  })
  if (!rendered.ok) return NOTHING
  const listed = items.map(({ item_id, reason }) => ({ item_id, reason }))
  return { block: name, html: rendered.html, ...(wanted && { items: listed }), ...list }
}

function itemsFor(wanted: Recommend, { question, offer, context }: Deciding): TemplateItem[] {
  const { catalogue, model } = offer
  if (!catalogue) return []
  return listFor(wanted, { ...question, catalogue, model: model?.model }).flatMap((ranked) => {
    const item = catalogue.byId.get(ranked.item_id)
    const reason = reasonFor(ranked, catalogue, context.language)
    return item ? [{ ...item, reason }] : []
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
