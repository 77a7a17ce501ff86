import { randomBytes } from 'node:crypto'
import type { ConsentResponse } from '../../snippet/wire.ts'
import { BROWSER } from './agent.ts'

/** A wire id: 128 random bits as base64url. */
export const randomId = (): string => randomBytes(16).toString('base64url')

/** A visitor id as the edge at `url` gives it to somebody who consents to all; rejects when it gives none. */
export async function askVisitor(url: URL | string, site: string): Promise<string> {
  const consent = { analytics: 'granted', personalization: 'granted', marketing: 'granted', source: 'test' }
  const response = await fetch(new URL('/v1/consent', url), {
    method: 'POST',
    headers: { 'user-agent': BROWSER },
    body: JSON.stringify({ site, consent, sent_at: Date.now() }),
  })
  const { visitor } = (await response.json()) as Partial<ConsentResponse>
  if (visitor === undefined) throw new Error(`The edge gave no id: ${response.status}.`)
  return visitor
}
