import { type CONTEXT, FACTS } from './visitor.ts'

/** Of what kind a field is, and so how its values are read. */
export type Kind =
  | 'text'
  | 'number'
  | 'count'
  | 'money'
  | 'date'
  | 'list'
  | 'yes-no'
  | 'path'
  | 'category'
  | 'brand'
  | 'item'
  | 'slot'
  | 'block'
  | { one: readonly string[] }

/** Traits that the edge fills by itself, or that every shop has. */
export const BUILT_IN_TRAITS: Readonly<Record<string, Kind>> = {
  city: 'text',
  region: 'text',
  country: 'text',
  language: 'text',
  device: 'text',
  first_name: 'text',
  birthday: 'date',
}

const LIFECYCLE = ['visitor', 'prospect', 'customer', 'loyal', 'lapsing', 'lost']
const DEVICES = ['phone', 'tablet', 'tv', 'desktop', 'bot', 'other']
const CLASSES = ['search', 'social', 'email', 'campaign', 'assistant', 'internal', 'direct', 'other']
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** Fields of a condition by its group, with the name and kind behind each. */
export const GROUPS: Readonly<
  Record<'page' | 'arrived' | 'visit', Readonly<Record<string, { name: keyof typeof CONTEXT; kind: Kind }>>>
> = {
  page: {
    path: { name: 'path', kind: 'path' },
    title: { name: 'title', kind: 'text' },
    category: { name: 'category', kind: 'category' },
    item: { name: 'item', kind: 'item' },
  },
  arrived: {
    class: { name: 'referrer_class', kind: { one: CLASSES } },
    referrer: { name: 'referrer', kind: 'path' },
    source: { name: 'utm_source', kind: 'text' },
    medium: { name: 'utm_medium', kind: 'text' },
    campaign: { name: 'utm_campaign', kind: 'text' },
    term: { name: 'utm_term', kind: 'text' },
    content: { name: 'utm_content', kind: 'text' },
  },
  visit: {
    country: { name: 'country', kind: 'text' },
    region: { name: 'region', kind: 'text' },
    device: { name: 'device', kind: { one: DEVICES } },
    language: { name: 'language', kind: 'text' },
    hour: { name: 'hour', kind: 'number' },
    weekday: { name: 'weekday', kind: { one: DAYS } },
  },
}

const SPECIAL_FACTS: Readonly<Record<string, Kind>> = {
  lifecycle: { one: LIFECYCLE },
  price_band: { one: ['low', 'mid', 'high'] },
  first_referrer_class: { one: CLASSES },
  lifetime_value: 'money',
  average_order_value: 'money',
  favourite_category: 'category',
  favourite_brand: 'brand',
  daypart: { one: ['night', 'morning', 'afternoon', 'evening'] },
  visit_started_at: 'date',
}

/** The kind of a named fact; `undefined`: there is none of that name. */
export function factKind(name: string): Kind | undefined {
  if (!Object.hasOwn(FACTS, name)) return undefined
  const type = FACTS[name as keyof typeof FACTS]
  return SPECIAL_FACTS[name] ?? (type === 'boolean' ? 'yes-no' : type === 'number' ? 'number' : 'text')
}

/** `days-since-last-order` and `days_since_last_order` are one name. */
export const underscored = (name: string): string => name.replaceAll('-', '_')
export const hyphened = (name: string): string => name.replaceAll('_', '-')

export type Target = { op: 'trait' | 'fact' | 'context'; name: string; kind: Kind }
/** What a field of a group stands for. */
export function fieldOf(
  group: 'page' | 'arrived' | 'visit' | 'visitor',
  field: string,
  traits: Pick<ReadonlyMap<string, Kind>, 'get'>,
): Target | undefined {
  const name = underscored(field)
  if (group !== 'visitor') {
    const found = Object.hasOwn(GROUPS[group], name) ? GROUPS[group][name] : undefined
    return found && { op: 'context', ...found }
  }
  const fact = factKind(name)
  if (fact) return { op: 'fact', name, kind: fact }
  const trait = traits.get(name)
  return trait && { op: 'trait', name, kind: trait }
}
