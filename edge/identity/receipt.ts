import { type Consent, type ConsentState, PURPOSES } from '../../snippet/wire.ts'
import { toBase64Url } from './keys.ts'

const STATES: Record<ConsentState, string> = {
  granted: 'consent given',
  denied: 'consent refused or withdrawn',
  unknown: 'not asked',
}
/** After thirteen months a choice is asked for again (CNIL guidelines, 2020). */
const VALIDITY = 'P13M'

/** What was said, where and about which text. */
export interface Statement {
  site: string
  /** The visitor's stored id; absent when nothing is kept of them. */
  visitor?: string
  consent: Consent
  /** Epoch ms. */
  at: number
  /** The same by the page's own clock: it stays what it is when a retry has `at` corrected anew. */
  said_at?: number
  /** Version of the text that was shown. */
  text_version?: string
  language?: string
}

/**
 * A consent receipt with the fields of ISO/IEC TS 27560:2023: header, processing, party, events.
 * Its id follows from what was said and when, so that a retry makes the same receipt.
 */
export async function receiptOf(statement: Statement): Promise<{ receipt: string; body: string }> {
  const { site, visitor = '', consent, at, said_at = at, text_version, language } = statement
  const states = PURPOSES.map((purpose) => consent[purpose])
  const said = [site, visitor, said_at, ...states, consent.source ?? '', text_version ?? ''].join('|')
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(said))
  const receipt = toBase64Url(new Uint8Array(hash).subarray(0, 16))
  const event_time = new Date(at).toISOString()
  const body = {
    schema_version: 'ISO/IEC TS 27560:2023',
    record_id: receipt,
    pii_principal_id: visitor,
    pii_controller_id: site,
    privacy_notice: { version: text_version ?? null, language: language ?? null },
    collection_method: consent.source ?? 'unnamed',
    purposes: PURPOSES.map((purpose) => ({
      purpose,
      lawful_basis: 'consent',
      event: {
        event_time,
        event_type: consent.source === 'gpc' ? 'signal' : 'explicit',
        event_state: STATES[consent[purpose]],
        validity_duration: VALIDITY,
      },
    })),
  }
  return { receipt, body: JSON.stringify(body) }
}
