import { DELIVERY_FEE, EXPRESS_FEE, FREE_FROM } from './words/say.ts'

/** An order as the browser and the shop's backend both write it; amounts in dollars. */
export interface OrderLine {
  id: string
  name: string
  brand: string
  category: string
  price: number
  quantity: number
  size?: string
}

export interface Order {
  id: string
  /** Epoch ms. */
  at: number
  email: string
  lines: OrderLine[]
  delivery: number
  total: number
  /** Whether the purchase event has been pushed. */
  reported?: boolean
}

export interface Sum {
  subtotal: number
  delivery: number
  total: number
  /** Dollars until delivery is free; 0 when it is. */
  gap: number
}

/** Most pieces of one thing in one size. */
export const MOST = 9

/** What it costs, in dollars. */
export function sum(cart: { price: number; quantity: number }[], express = false): Sum {
  const subtotal = cart.reduce((all, one) => all + one.price * one.quantity, 0)
  const standard = subtotal === 0 || subtotal >= FREE_FROM ? 0 : DELIVERY_FEE
  const delivery = express && subtotal > 0 ? EXPRESS_FEE : standard
  return { subtotal, delivery, total: subtotal + delivery, gap: Math.max(0, FREE_FROM - subtotal) }
}

/** `HF-` and ten letters and digits that are hard to mistake for each other. */
export function orderId(bytes: Uint8Array): string {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  return `HF-${Array.from(bytes.slice(0, 10), (byte) => alphabet[byte % 32]).join('')}`
}
