import type { Block, Bundle } from '../../rules/bundle.ts'
import { chooseBlock } from '../../rules/choose.ts'
import { ask, type Question as RulesQuestion } from '../../rules/evaluate.ts'
import type { Decision, PageContext, Purpose } from '../../snippet/wire.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Client } from '../profile/event.ts'
import type { Profile } from '../profile/profile.ts'
import { readProfile } from '../profile/read.ts'
import type { Model } from '../recommend/model.ts'
import { type Context, contextOf, type Place } from './context.ts'
import { listFor } from './lists.ts'
import { reasonFor } from './reasons.ts'
import { render } from './render.ts'

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
    const visitor = readProfile(question.profile, context, question.now)
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
    return { ...fill(slot, chosen.block, deciding), ...variant }
  } catch {
    // A template or a list that fails costs its own slot only, never the page.
    return NOTHING
  }
}

function fill(slot: string, name: string, { question, offer, bundle, context }: Deciding): Decision {
  const block = bundle.blocks[name] as Block
  const { catalogue } = offer
  const language = question.page.language ?? question.client.language
  const scope = {
    page: { ...question.page },
    visitor: { country: context.country, device: context.device, language: context.language },
    shop: bundle.settings,
    block: { name, slot },
    text: textOf(block, language),
  }
  if (!block.recommend) return { block: name, html: render(bundle, name, scope) }
  if (!catalogue) return NOTHING
  const listed = listFor(block.recommend, { ...question, catalogue, model: offer.model?.model }).map(
    (item) => ({
      ...catalogue.byId.get(item.item_id),
      item_id: item.item_id,
      reason: reasonFor(item, catalogue, language),
    }),
  )
  if (listed.length === 0) return NOTHING
  const html = render(bundle, name, { ...scope, items: listed })
  return {
    block: name,
    html,
    items: listed.map(({ item_id, reason }) => ({ item_id, reason })),
    list_id: question.listId(),
  }
}

/** A block's words in the page's language, else in its first. */
function textOf({ text }: Block, language: string | undefined): Record<string, string> {
  if (!text) return {}
  const wanted = language?.toLowerCase() ?? ''
  return text[wanted] ?? text[wanted.split('-', 1)[0] ?? ''] ?? Object.values(text)[0] ?? {}
}
