import { MOST } from '../order.ts'
import { find } from './dom.ts'
import type { Shown } from './products.ts'

export interface Line {
  id: string
  size?: string
  quantity: number
}

const KEY = 'hf.cart'

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Line).id === 'string' &&
  Number.isInteger((value as Line).quantity) &&
  (value as Line).quantity > 0

/** What is in the cart; an unreadable cart is an empty one. */
export function lines(): Line[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isLine) : []
  } catch {
    return []
  }
}

/** Keeps the cart; an empty cart leaves nothing behind. */
export function keep(next: Line[]): void {
  try {
    if (next.length) localStorage.setItem(KEY, JSON.stringify(next))
    else localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked or full: the cart lasts as long as the page.
  }
  refreshCount()
}

const same = (a: Line, b: Line) => a.id === b.id && a.size === b.size

/** `line` put into `cart`: the same thing in the same size is one line with more of it. */
export function put(cart: Line[], line: Line, stock: number): Line[] {
  const most = Math.min(MOST, stock)
  const found = cart.find((one) => same(one, line))
  if (!found) return [...cart, { ...line, quantity: Math.min(line.quantity, most) }]
  return cart.map((one) =>
    one === found ? { ...one, quantity: Math.min(one.quantity + line.quantity, most) } : one,
  )
}

export const without = (cart: Line[], line: Line): Line[] => cart.filter((one) => !same(one, line))

export const withQuantity = (cart: Line[], line: Line, quantity: number): Line[] =>
  cart.map((one) => (same(one, line) ? { ...one, quantity } : one))

export type Filled = Line & { product: Shown }

/** The cart's lines with their products; a product that is no longer sold drops out. */
export const filled = (cart: Line[], all: Map<string, Shown>): Filled[] =>
  cart.flatMap((line) => {
    const product = all.get(line.id)
    return product ? [{ ...line, product }] : []
  })

export function refreshCount(): void {
  const count = lines().reduce((all, line) => all + line.quantity, 0)
  const badge = find('[data-cart-count]')
  if (badge) badge.textContent = String(count)
}
