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

/** `HF-` and ten letters and digits that are hard to mistake for each other. */
export function orderId(bytes: Uint8Array): string {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  return `HF-${Array.from(bytes.slice(0, 10), (byte) => alphabet[byte % 32]).join('')}`
}
