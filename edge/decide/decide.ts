import { chooseBlock } from '../../rules/choose.ts'
import { ask } from '../../rules/evaluate.ts'
import { saying } from '../../rules/given/visitor.ts'
import { CONTEXTUAL, renderBlock, type TemplateItem } from '../../rules/template.ts'
import type { Decision } from '../../snippet/wire.ts'
import { spokenIn } from '../catalogue/catalogue.ts'
import { readProfile } from '../profile/read.ts'
import { sealDrawn } from '../recommend/list-id.ts'
import type { RankedItem } from '../recommend/question.ts'
import { drawIn, listsOf } from './block-lists.ts'
import { type Context, contextOf, type Shop } from './context.ts'
import type { Draw } from './draw.ts'
import type { Asked, Deciding, Offer, Question, Reading } from './question.ts'
import { languageOf, reasonFor } from './reasons.ts'
import { NO_RULES, type Outcome, whyOf } from './why.ts'

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
  const shop: Shop = { hosts: question.hosts, timezone: bundle.settings.timezone }
  const { said } = question
  const found = contextOf(question.page, question.client, shop, question.now)
  const context = said ? withSaid(found, said.context) : found
  const visitor = readProfile(question.profile, context, question.now, {
    hosts: question.hosts,
    timezone: bundle.settings.timezone,
    known: question.known,
    ...(offer.catalogue && { bands: offer.catalogue.bands }),
  })
  const asked = ask(said ? saying(visitor, said.facts) : visitor, bundle, question.subject)
  const reading: Reading = { question, offer, bundle, asked, context }
  let told: Record<string, unknown> | undefined
  const deciding: Deciding = {
    ...reading,
    lists: listsOf(reading),
    told: () => (told ??= tellable(reading)),
  }
  return (slot) => decideSlot(slot, deciding)
}

/** The context with what is said outright; what it looks up when it is asked is no property of its own. */
function withSaid(found: Context, said: Context): Context {
  const { country, region, hour, weekday } = found
  return { ...found, country, region, hour, weekday, ...said }
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
    let drawn: Draw | undefined
    const chosen = chooseBlock(slot, asked.visitor, bundle, {
      granted: question.granted,
      question: asked,
      subject: question.subject,
      pick(blocks) {
        drawn = drawIn(slot, deciding, blocks)
        return drawn?.at
      },
    })
    const { block, variant } = chosen
    if (!drawn && block !== null && bundle.blocks[block]?.recommend?.strategies)
      drawn = drawIn(slot, deciding, [block])
    outcome.drawn = drawn
    const decision = block === null ? NOTHING : fill(slot, block, variant, drawn, deciding, outcome)
    return variant === undefined ? decision : { ...decision, variant }
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
  drawn: Draw | undefined,
  deciding: Deciding,
  outcome: Outcome,
): Decision {
  const { bundle, question, lists, told, context } = deciding
  const list = lists(name, drawn?.strategy)
  if (list) outcome.list = list
  const items = itemsOf(list?.ranked ?? [], deciding)
  if (list && items.length === 0) {
    outcome.failed = `the list of '${name}' is empty`
    return NOTHING
  }
  // Whatever was drawn carries how, so that every exposure of it does.
  const id = list || drawn ? question.listId() : undefined
  const named = id === undefined ? {} : { list_id: drawn ? sealDrawn(id, drawn) : id }
  const rendered = renderBlock(bundle, name, {
    page: question.page,
    items,
    // What a template never names need not be looked up; the language is asked for by what formats.
    visitor: bundle.blocks[name]!.template.includes('visitor') ? told() : { language: context.language },
    block: { name, slot, ...named, ...(variant !== undefined && { variant }) },
  })
  if (!rendered.ok) {
    outcome.failed = `the template of '${name}' failed: ${rendered.reason}`
    return NOTHING
  }
  const listed = items.map(({ item_id, reason }) => ({ item_id, reason }))
  return { block: name, html: rendered.html, ...(list && { items: listed }), ...named }
}

/** What a template prints of the list's products, in the page's language, else the shop's. */
function itemsOf(
  ranked: readonly RankedItem[],
  { offer: { catalogue }, bundle, context }: Deciding,
): TemplateItem[] {
  if (!catalogue || ranked.length === 0) return []
  const page = String(context.language ?? bundle.settings.locale)
  const language = languageOf(context.language, bundle.settings.locale)
  return ranked.flatMap((each) => {
    const item = catalogue.byId.get(each.item_id)
    return item ? [{ ...spokenIn(item, page), reason: reasonFor(each, catalogue, language) }] : []
  })
}

/** What a template may print of the visitor: what the request says, and, with consent, the traits. */
function tellable({ question, context }: Reading): Record<string, unknown> {
  const told: Record<string, unknown> = Object.create(null)
  if (question.granted.includes('personalization'))
    for (const [name, trait] of Object.entries(question.profile.traits)) told[name] = trait.value
  for (const name of CONTEXTUAL) told[name] = context[name]
  return told
}
