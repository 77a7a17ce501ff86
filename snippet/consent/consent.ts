import type { Consent, ConsentState, Purpose } from '../wire.ts'

export type Statement = Partial<Record<Purpose, ConsentState>>
/** Hears what a consent source says; `fallback` when it is the site's default and not the visitor's own word. */
export type Hear = (statement: Statement, source: string, fallback?: boolean) => void

/** The same answer for every purpose. */
export const all = (state: ConsentState): Record<Purpose, ConsentState> => ({
  analytics: state,
  personalization: state,
  marketing: state,
})

/**
 * The consent state machine: unknown until someone speaks, the visitor's newest word wins, and a site's
 * default neither overrides that word nor a browser's refusal signal (`refused`: GPC or DNT).
 */
export function createConsent(
  saved: Consent | undefined,
  refused: boolean,
  now: () => number,
  changed: (state: Consent, before: Consent) => void,
) {
  let heard = false
  let state: Consent = saved || { ...all(refused ? 'denied' : 'unknown') }
  if (!saved && refused) state.source = 'gpc'
  const hear: Hear = (statement, source, fallback) => {
    if (fallback && (heard || refused)) return
    heard ||= !fallback
    const before = state
    state = { ...state, ...statement }
    if (
      state.analytics !== before.analytics ||
      state.personalization !== before.personalization ||
      state.marketing !== before.marketing
    ) {
      state.at = now()
      state.source = source
      changed(state, before)
    }
  }
  return {
    _hear: hear,
    _state: () => state,
    _may: (purpose: Purpose) => state[purpose] === 'granted',
  }
}
