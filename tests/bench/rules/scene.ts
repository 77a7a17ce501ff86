import type { AcceptedEvent } from '../../../edge/profile/event.ts'
import { encode, of, type Profile, sum } from '../../../edge/profile/profile.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import { compile } from '../../../rules/compile.ts'

/** One visitor as every engine needs them: our profile, and the same facts as flat attributes. */
export interface Someone {
  profile: Profile
  context: Record<string, string | number>
  attributes: Record<string, string | number>
}
/** One rule, in a form that every engine can be told. */
export interface Rule {
  plan: string[]
  country: string
  points: number
  /** Only in the behaviour scene: so many views of a category. */
  views?: { category: string; count: number; days: number }
}

export const NOW = Date.UTC(2026, 10, 22)
const DAY = 86_400_000
const CATEGORIES = Array.from({ length: 200 }, (_, i) => `shelf${i % 8}/kind${i}`)
const PLANS = Array.from({ length: 200 }, (_, i) => `plan${i}`)
const COUNTRIES = [
  'de',
  'fr',
  'hk',
  'us',
  'jp',
  'br',
  'in',
  'ng',
  'gb',
  'it',
  'es',
  'pl',
  'se',
  'no',
  'dk',
  'fi',
  'nl',
  'be',
  'at',
  'ch',
]

/** Visitors with profiles of about 5 KB. */
export function visitors(count: number): { people: Someone[]; bytes: number } {
  const random = seeded(7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const people = Array.from({ length: count }, (): Someone => {
    const events = Array.from({ length: 17 }, (): AcceptedEvent => {
      const category = pick(CATEGORIES.slice(0, 14))
      return {
        name: random() < 0.8 ? 'view_item' : 'add_to_cart',
        time: NOW - Math.floor(random() * 60 * DAY),
        page: { path: '/p' },
        currency: 'USD',
        items: [
          {
            item_id: `${category}-${Math.floor(random() * 9)}`,
            item_category: category,
            price: 10 + Math.floor(random() * 90),
          },
        ],
      }
    })
    const profile = sum(events.map(of))
    const [plan, points, country] = [pick(PLANS), Math.floor(random() * 1000), pick(COUNTRIES)]
    profile.traits.plan = { value: plan, time: NOW, source: 'server' }
    profile.traits.points = { value: points, time: NOW, source: 'server' }
    const attributes: Someone['attributes'] = { plan, points, country }
    for (const days of [7, 30])
      for (const category of CATEGORIES)
        attributes[`views_${category}_${days}`] = events.filter(
          (e) =>
            e.name === 'view_item' && e.items?.[0]?.item_category === category && e.time >= NOW - days * DAY,
        ).length
    return { profile, context: { country }, attributes }
  })
  return {
    people,
    bytes: Math.round(people.reduce((total, { profile }) => total + encode(profile).length, 0) / count),
  }
}

/** `count` rules of which few hold for anybody. */
export function rules(count: number, behaviour: boolean): Rule[] {
  const random = seeded(11)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  return Array.from(
    { length: count },
    (): Rule => ({
      plan: behaviour ? [pick(PLANS), pick(PLANS), pick(PLANS)] : [pick(PLANS)],
      country: pick(COUNTRIES),
      points: Math.floor(random() * 1000),
      ...(behaviour && {
        views: {
          category: pick(CATEGORIES),
          count: 1 + Math.floor(random() * 2),
          days: random() < 0.5 ? 7 : 30,
        },
      }),
    }),
  )
}

/** The rules as our files say them, compiled. */
export function ours(list: readonly Rule[], behaviour: boolean) {
  const segment = ({ plan, country, points, views }: Rule, i: number) => {
    const who = `{ visitor: { plan: [${plan.join(', ')}], points: at least ${points} } }`
    const parts = views
      ? [
          `{ did: view_item, where: { category: ${views.category} }, count: at least ${views.count}, within: ${views.days} days }`,
          who,
        ]
      : [who, `{ visit: { country: ${country} } }`]
    return `  s${i}: { all: [${parts.join(', ')}] }\n`
  }
  const text = `shop: { currency: USD, locale: en-US, timezone: UTC }
traits: { plan: text, points: number }
segments:
${list.map(segment).join('')}blocks:
${list.map((_, i) => `  b${i}: { template: <p>${i}</p> }\n`).join('')}  none: { template: <p>none</p> }
slots:
  slot:
    show:
${list.map((_, i) => `      - { block: b${i}, when: { in: s${i} } }\n`).join('')}      - { block: none }
`
  const compiled = compile({ 'bench.yaml': text })
  const errors = compiled.diagnostics.filter((d) => d.severity === 'error' && d.code !== 'unreachable')
  if (errors.length > 0) throw new Error(`${behaviour}: ${errors[0]?.message}`)
  return compiled
}
