import { visitorId } from '../visitor.ts'

/** A condition in words, whether it holds, and what is the case. */
export interface Explained {
  asks: string
  holds: 'yes' | 'no' | 'unknown'
  actual?: string
  parts?: Explained[]
}

export interface Did {
  name: string
  time: number
  page?: { path: string }
  items?: { item_id: string; item_name?: string }[]
  value?: number
  search_term?: string
  target?: string
  slot?: string
  block?: string
  trusted?: true
}

export type Value = string | number | boolean | null

/** The part of `GET /v1/me` that this page shows. */
export interface Me {
  person?: string
  links: { visitor: string }[]
  journal: { seq: number; entry: { events: Did[] } }[]
  receipts: { purposes: { purpose: string; event: { event_time: string; event_state: string } }[] }[]
  ledger: { at: number; act: string; person: string }[]
  portrait: Record<string, Record<string, { value: Value | Value[]; time?: number; source: string }>>
  segments: Record<string, { in: boolean; why: Explained }>
  /** Number of the last row, where more follow. */
  next?: number
}

async function call(method: 'GET' | 'DELETE', after?: number): Promise<Response> {
  const id = visitorId()
  return fetch(`/v1/me?site=demo${after === undefined ? '' : `&after=${after}`}`, {
    method,
    // Where the edge keeps the id in its own cookie, that speaks and there is no id here.
    ...(id !== undefined && { headers: { authorization: `Bearer ${id}` } }),
  })
}

/** All that is kept, page after page; `undefined` when nobody is known, or the edge can't tell now. */
export async function readMe(): Promise<Me | undefined> {
  try {
    const first = await call('GET')
    if (!first.ok) return undefined
    const me = (await first.json()) as Me
    for (let next = me.next; next !== undefined; ) {
      const more = await call('GET', next)
      if (!more.ok) break
      const page = (await more.json()) as Me
      me.journal.push(...page.journal)
      next = page.next
    }
    return me
  } catch {
    return undefined
  }
}

/** Erases it all; the number of rows removed, or `undefined` when that failed. */
export async function forgetMe(): Promise<number | undefined> {
  try {
    const answer = await call('DELETE')
    if (!answer.ok) return undefined
    const { removed } = (await answer.json()) as { removed: Record<string, number> }
    return Object.values(removed).reduce((sum, rows) => sum + rows, 0)
  } catch {
    return undefined
  }
}
