import type { Consent } from '../../snippet/wire.ts'
import type { Clocks } from './accept.ts'

/** Sources that are a default or the signal itself, not somebody's word. */
const NOT_EXPLICIT = new Set(['', 'default', 'gpc'])

/** Whether somebody said so, by this source and at this time (epoch ms); GPC does not overrule that. */
export const isExplicit = (at: number | undefined, source: string | undefined): boolean =>
  at !== undefined && !NOT_EXPLICIT.has(source ?? '')

/** Whether the browser sends Global Privacy Control. */
export const saysGpc = (request: Request): boolean => request.headers.get('sec-gpc') === '1'

/**
 * Consent as the edge takes it: its time by the edge's clock, and `Sec-GPC: 1` as a refusal of
 * personalization and marketing, unless the visitor granted them explicitly (a grant that says
 * by whom it was asked and when). Spec: globalprivacycontrol.github.io/gpc-spec.
 */
export function heedConsent(consent: Consent, request: Request, { sent_at, received_at }: Clocks): Consent {
  const { at, source } = consent
  const heard =
    at === undefined
      ? consent
      : { ...consent, at: Math.max(0, Math.min(received_at, received_at - (sent_at - at))) }
  if (!saysGpc(request) || isExplicit(at, source)) return heard
  return { ...heard, personalization: 'denied', marketing: 'denied', source: 'gpc' }
}
