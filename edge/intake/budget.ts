/** Takes one from a key's budget; `false` once it is spent. */
export type Budget = (key: string) => Promise<boolean>

/** What one address (all that share it) and one visitor may ask in a period. */
export interface Budgets {
  address: Budget
  visitor: Budget
}

export interface Allowance {
  /** Requests in a period. */
  limit: number
  /** ms. */
  period: number
}

/** A school or an office shares one address; nobody clicks twice a second for a minute. */
export const ALLOWED: Record<'address' | 'visitor', Allowance> = {
  address: { limit: 1200, period: 60_000 },
  visitor: { limit: 120, period: 60_000 },
}

/** Cloudflare's rate-limit binding: developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit. */
export interface RateLimit {
  limit(options: { key: string }): Promise<{ success: boolean }>
}

/**
 * A budget that all isolates of one location share, behind this isolate's own: a flood that one isolate sees whole
 * costs no look-up, and when the limiter fails, `own` still holds.
 */
export const rateLimited =
  (binding: RateLimit, own: Budget): Budget =>
  async (key) => {
    if (!(await own(key))) return false
    try {
      return (await binding.limit({ key })).success
    } catch {
      return true
    }
  }

/** Keys counted at a time; beyond, the oldest are forgotten, so that a flood of keys can't fill memory. */
const MOST_KEYS = 20_000

/** A budget in this isolate's memory, by fixed windows; `now` is epoch ms. */
export function memoryBudget({ limit, period }: Allowance, now: () => number, most = MOST_KEYS): Budget {
  const windows = new Map<string, { since: number; count: number }>()
  return async (key) => {
    const at = now()
    const open = windows.get(key)
    if (open && at - open.since < period) return ++open.count <= limit
    windows.delete(key)
    // They stand in the order in which they began: first come those that are over, and that nobody need remember.
    for (const [old, { since }] of windows) {
      if (windows.size < most && at - since < period) break
      windows.delete(old)
    }
    windows.set(key, { since: at, count: 1 })
    return limit > 0
  }
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/**
 * Whom an address budget is about: the address as Cloudflare saw it, of IPv6 the /64 that one
 * household owns whole. `undefined` where there is none, and for this machine itself.
 */
export function networkOf(request: Request): string | undefined {
  const address = request.headers.get('cf-connecting-ip')
  if (!address || LOOPBACK.test(address)) return undefined
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const front = head.split(':').filter(Boolean)
  const back = (tail ?? '').split(':').filter(Boolean)
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const groups = [...front, ...Array<string>(gap).fill('0'), ...back]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
