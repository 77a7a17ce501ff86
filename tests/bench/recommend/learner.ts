import type { Journal, JournalRow } from '../../../edge/journal/journal.ts'
import type { TidyStore } from '../../../edge/publish/store.ts'
import { learnFrom } from '../../../edge/scheduled.ts'

/** A Worker whose scheduled run reads a made-up journal: `POST /?rows=N` makes the journal N rows long and runs once. */
const values = new Map<string, Uint8Array>()
const store: TidyStore = {
  get: async (key) => values.get(key),
  put: async (key, value) => {
    values.set(key, typeof value === 'string' ? new TextEncoder().encode(value) : value.slice())
  },
  remove: async (key) => void values.delete(key),
}

/** Row `seq`: one of 100,000 visitors looks at three of 20,000 products, popular ones most. */
function rowAt(seq: number): JournalRow {
  const draw = (n: number) => ((Math.imul(seq * 7 + n, 0x9e3779b1) >>> 0) % 10_007) / 10_007
  const time = 1.7e12 + seq * 1000
  const visitor = (Math.imul(seq, 0x85ebca77) >>> 0) % 100_000
  const group = Math.floor(400 * draw(1) ** 3) * 50
  return {
    seq,
    site: 'shop',
    visitor: `visitor${visitor}`,
    entry: {
      batch: `b${seq}`,
      received_at: time,
      consent: { analytics: 'granted', personalization: 'granted', marketing: 'granted' },
      client: { country: 'hk', device: 'phone', network: visitor % 4096 },
      events: [2, 3, 4].map((n) => ({
        name: 'view_item' as const,
        time: time + n * 1000,
        items: [{ item_id: `sku-${group + Math.floor(50 * draw(n) ** 2)}` }],
      })),
    },
  }
}

let length = 0
const journal = {
  async rowsFrom(_site, after, limit) {
    const from = after.rows?.DB ?? 0
    const count = Math.min(limit, length - from)
    // As D1 gives them: text that is parsed.
    const rows = Array.from({ length: count }, (_, i) => JSON.parse(JSON.stringify(rowAt(from + i + 1))))
    return { rows, cursor: { rows: { DB: from + count } }, more: count === limit }
  },
} as Pick<Journal, 'rowsFrom'> as Journal

export default {
  async fetch(request: Request): Promise<Response> {
    length = Number(new URL(request.url).searchParams.get('rows'))
    const site = { id: 'shop', retention: { journal_days: 395, profile_days: 760 } }
    const learnt = await learnFrom(site, { journal, store, now: 1.7e12 + length * 1000 })
    const bytes = [...values].map(
      ([key, value]) => `${key.split('/')[0]} ${(value.length / 1e6).toFixed(1)} MB`,
    )
    return Response.json({ ...learnt, kept: bytes.filter((text) => !text.startsWith('site')) })
  },
}
