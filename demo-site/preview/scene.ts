/** A visitor as the marketer describes them. */
export interface Scene {
  who: 'new' | 'returning' | 'customer' | 'vip'
  /** Shelf they looked along, `''` for none. */
  shelf: string
  views: number
  /** Since the views: `1 day`. */
  ago: string
  cart: '' | '2 hours' | '1 day'
  /** Since an order of something from `boughtFrom`, `''` for none. */
  bought: '' | '7 days' | '70 days'
  boughtFrom: string
  from: 'direct' | 'search' | 'social' | 'email' | 'assistant'
  country: string
  device: 'phone' | 'tablet' | 'desktop'
  consent: boolean
}

export const NOBODY: Scene = {
  who: 'new',
  shelf: '',
  views: 3,
  ago: '1 day',
  cart: '',
  bought: '',
  boughtFrom: 'notebooks',
  from: 'direct',
  country: 'hk',
  device: 'phone',
  consent: true,
}

/** Visitors worth a look, by name. */
export const SCENES: Readonly<Record<string, Scene>> = {
  rescue: { ...NOBODY, who: 'returning', shelf: 'shoes', cart: '1 day', from: 'search' },
  fresh: { ...NOBODY, from: 'social', country: 'us' },
  green: { ...NOBODY, who: 'returning', shelf: 'plants', views: 5, device: 'desktop', country: 'gb' },
  refill: { ...NOBODY, who: 'customer', bought: '70 days', from: 'email', device: 'tablet', country: 'sg' },
  vip: { ...NOBODY, who: 'vip', device: 'desktop', country: 'no' },
  refuses: { ...NOBODY, who: 'returning', shelf: 'bags', consent: false, country: 'jp' },
}

/** A product, as the description names it. */
export interface Thing {
  id: string
  brand: string
  category: string
  price: number
  stock: number
}

const HOSTS: Partial<Record<Scene['from'], string>> = {
  search: 'https://www.google.com/',
  social: 'https://www.instagram.com/',
  assistant: 'https://chatgpt.com/',
}

type Told = Record<string, unknown>

/** The scene as `given:` of a rule file's test would say it; `things` are the shop's goods. */
export function givenOf(scene: Scene, things: readonly Thing[]): Told {
  const { who, shelf, views, ago, cart, bought, boughtFrom, from, country, device, consent } = scene
  const under = (category: string) =>
    things.filter(({ category: own, stock }) => stock > 0 && own.startsWith(category))
  const about = ({ id, brand, category, price }: Thing) => ({
    item: id,
    brand: brand.toLowerCase(),
    category,
    price,
  })
  const seen = under(shelf)
  const events: Told[] = []
  if (who !== 'new') events.push({ page_view: { path: '/' }, times: 2, ago: '9 days' })
  if (shelf && seen.length)
    for (let n = 0; n < views; n++) events.push({ view_item: about(seen[n % seen.length]!), ago })
  const left = seen[0] ?? things[0]
  if (cart && left) events.push({ add_to_cart: about(left), ago: cart })
  const ordered = under(boughtFrom)[0]
  if (bought && ordered)
    events.push({ purchase: { ...about(ordered), order: 'HF-EARLIER', value: ordered.price }, ago: bought })
  return {
    ...(!consent && { consent: [] }),
    events,
    ...(who === 'vip' && { visitor: { 'lifetime-value': 640, orders: 5 } }),
    arrived: { class: from, ...(HOSTS[from] && { referrer: HOSTS[from] }) },
    visit: { country, device },
  }
}
