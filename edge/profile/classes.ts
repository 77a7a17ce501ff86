import type { TraitSource, TraitValue } from './event.ts'
import { type Beside, PORTRAIT } from './portrait.ts'
import type { Profile } from './profile.ts'

/** The classes of a customer portrait: what somebody is, likes, comes through, buys, and does of late. */
export const CLASSES = ['fixed', 'interests', 'social', 'consumption', 'dynamic'] as const
export type TraitClass = (typeof CLASSES)[number]

/** One value of a portrait; a fact computed from the journal has neither time nor a source of its own. */
export interface Feature {
  value: TraitValue
  /** Epoch ms. */
  time?: number
  source: TraitSource
}

const CLASS_OF: Record<string, TraitClass> = {
  favourite_category: 'interests',
  favourite_brand: 'interests',
  tags: 'interests',
  interests: 'interests',
  first_referrer_class: 'social',
  first_campaign: 'social',
  login: 'social',
  lifecycle: 'consumption',
  orders: 'consumption',
  lifetime_value: 'consumption',
  average_order_value: 'consumption',
  days_since_last_order: 'consumption',
  items_in_cart: 'consumption',
  price_band: 'consumption',
  rfm_recency: 'consumption',
  rfm_frequency: 'consumption',
  rfm_monetary: 'consumption',
}

/** The class of a trait or fact: computed and inferred ones are dynamic, stated ones fixed, unless they are named otherwise. */
export function classOf(name: string, source: TraitSource): TraitClass {
  const [bare = name] = name.split('/', 1)
  return (
    (Object.hasOwn(CLASS_OF, bare) ? CLASS_OF[bare] : undefined) ??
    (source === 'inferred' ? 'dynamic' : 'fixed')
  )
}

/** All features of a profile by class; unset and unknown ones are left out. `now` is epoch ms. */
export function portraitOf(
  profile: Profile,
  now: number,
  beside: Beside,
): Record<TraitClass, Record<string, Feature>> {
  const portrait = Object.fromEntries(CLASSES.map((name) => [name, Object.create(null)])) as Record<
    TraitClass,
    Record<string, Feature>
  >
  for (const [name, fact] of Object.entries(PORTRAIT)) {
    const value = fact(profile, now, beside)
    if (value !== undefined) portrait[classOf(name, 'inferred')][name] = { value, source: 'inferred' }
  }
  for (const [name, { value, time, source }] of Object.entries(profile.traits))
    if (value !== null) portrait[classOf(name, source)][name] = { value, time, source }
  return portrait
}
