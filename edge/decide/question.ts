import type { Bundle, ListKind, Recommend } from '../../rules/bundle.ts'
import type { Question as RulesQuestion } from '../../rules/evaluate.ts'
import type { Scalar } from '../../rules/visitor.ts'
import type { PageContext, Purpose } from '../../snippet/wire.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Profile } from '../profile/profile.ts'
import type { Arms } from '../recommend/arms.ts'
import type { Model } from '../recommend/model.ts'
import type { RankedItem } from '../recommend/question.ts'
import type { ClientHints, Context } from './context.ts'
import type { ListTrace } from './trace.ts'

/** One request for decisions, with all that may be known for them. */
export interface Question {
  slots: readonly string[]
  page: PageContext
  client: ClientHints
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
  /** What blocks and strategies earned. */
  arms?: Arms
}

/** A question whose slots are still to be found. */
export type Asked = Omit<Question, 'slots'>

/** One request, read. */
export interface Reading {
  question: Asked
  offer: Offer
  bundle: Bundle
  asked: RulesQuestion
  context: Context
}

/** A list as it was made, and by which wishes. */
export interface Made {
  wanted: Recommend
  ranked: RankedItem[]
  /** Made when somebody asks why. */
  trace: () => ListTrace
}
export type Lists = (block: string, strategy: ListKind | undefined) => Made | undefined

/** One request as it is being decided: what several slots may ask for is made when the first does. */
export interface Deciding extends Reading {
  lists: Lists
  /** What a template may print of the visitor. */
  told: () => Record<string, unknown>
}
