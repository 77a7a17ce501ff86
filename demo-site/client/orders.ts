import type { Order } from '../order.ts'

const KEY = 'hf.orders'
const KEPT = 20

/** Orders placed on this device, newest first. */
export function orders(): Order[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? (stored as Order[]) : []
  } catch {
    return []
  }
}

/** Keeps `order`, in place of an earlier state of itself. */
export function keepOrder(order: Order): void {
  const others = orders().filter((one) => one.id !== order.id)
  try {
    localStorage.setItem(KEY, JSON.stringify([order, ...others].sort((a, b) => b.at - a.at).slice(0, KEPT)))
  } catch {
    // Storage is blocked or full: the order is not listed on the account page.
  }
}
