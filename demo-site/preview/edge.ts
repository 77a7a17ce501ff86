import type { Explained } from '../client/account/me.ts'
import { visitorId } from '../client/visitor.ts'

export interface Choice {
  block: string
  taken: boolean
  notes: string[]
  when?: Explained
}

/** Why a slot shows what it shows, as the edge tells it to whoever holds a preview token. */
export interface Why {
  rule: string
  said: string
  choices: Choice[]
  holdout?: { share: number; bucket?: number }
  experiments: { name: string; variant: string | null; note?: string; when?: Explained }[]
  list?: { from: string; items: { item_id: string; source: string; score: number; because?: string }[] }
}

export interface Decided {
  block: string | null
  html?: string
  variant?: string
  why?: Why
}

/** `bundle`: the version of the rules that decided. */
export type Previewed =
  | { ok: true; decisions: Record<string, Decided>; bundle: string | null }
  | { ok: false; why: string }

/** Where the edge keeps the id in a cookie of its own, that speaks, and this only says that it may. */
const WHOEVER_I_AM = 'A'.repeat(22)

/** Asks what this page's slots would show: to the visitor described, else to whoever looks at it. */
export async function preview(
  token: string,
  slots: string[],
  given: object | undefined,
  remembered: boolean,
): Promise<Previewed> {
  if (slots.length === 0) return { ok: true, decisions: {}, bundle: null }
  const { body, documentElement } = document
  const item_id = body.dataset.acquaintItem
  const category = body.dataset.acquaintCategory
  // Whoever may not be remembered is to be shown what somebody unknown gets.
  const self = remembered ? { visitor: visitorId() ?? WHOEVER_I_AM } : { given: { consent: [] } }
  try {
    const response = await fetch('/v1/preview', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
      body: JSON.stringify({
        site: 'demo',
        page: {
          path: location.pathname,
          title: document.title,
          language: documentElement.lang,
          ...(item_id && { item_id }),
          ...(category && { category }),
        },
        slots,
        ...(given ? { given } : self),
      }),
    })
    const answer = (await response.json()) as {
      decisions: Record<string, Decided>
      bundle: string | null
      detail?: string
    }
    return response.ok
      ? { ok: true, decisions: answer.decisions, bundle: answer.bundle }
      : { ok: false, why: answer.detail ?? String(response.status) }
  } catch (error) {
    return { ok: false, why: String(error) }
  }
}
