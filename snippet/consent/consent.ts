import type { Consent, Purpose } from '../wire.ts'

/** What a source says, by the name it has for a purpose: `true` or `'granted'` is yes, anything else is no. */
export type Statement = Record<string, unknown>

/** Takes what a source says; `fallback` when it is the site's default and not the visitor's own word. */
export type Hear = (statement: Statement, source: string, fallback?: boolean) => void

/** By what names consent sources call our purposes. A category of mere functionality or preference is no leave to profile. */
export const NAMES: Record<Purpose, RegExp> = {
  analytics: /anal|stat|meas/i,
  personalization: /^(person|exper)/i,
  marketing: /^ad|market|target/i,
}

/** The same answer for every purpose. */
export const all = <T>(state: T): Record<Purpose, T> => ({
  analytics: state,
  personalization: state,
  marketing: state,
})

/**
 * The consent state machine: unknown until someone speaks, the visitor's newest word wins, and a site's default
 * overrides neither that word nor a browser's refusal (`refused`: GPC, DNT). Where a source has several names for
 * one purpose, one no is a no.
 */
export function createConsent(
  saved: Consent | undefined,
  refused: unknown,
  now: () => number,
  changed: (state: Consent) => void,
) {
  let heard = false
  let state: Consent = saved || (refused ? { ...all('denied'), source: 'gpc' } : all('unknown'))
  const hear: Hear = (statement, source, fallback) => {
    if (fallback && (heard || refused)) return
    heard ||= !fallback
    // Another tab passes on when it was said: its clock, or this one's, may be years off.
    const at = source === 'tab' && (statement.at as number)
    const next: Consent = { ...state, at: at || now(), source }
    let news = false
    for (const purpose in NAMES) {
      const said = Object.keys(statement).filter((name) =>
        // Our own names are mostly all there is: an expression used twice is compiled to machine code, 1.5 KB each.
        name in NAMES ? name === purpose : NAMES[purpose as Purpose].test(name),
      )
      if (said[0])
        next[purpose as Purpose] = said.every((name) => [true, 'granted'].includes(statement[name] as string))
          ? 'granted'
          : fallback
            ? 'unknown'
            : 'denied'
      news ||= next[purpose as Purpose] !== state[purpose as Purpose]
    }
    if (news) {
      state = next
      changed(state)
    }
  }
  return { _hear: hear, _state: () => state, _may: (purpose: Purpose) => state[purpose] === 'granted' }
}
