import type { ConsentState } from '../wire.ts'
import type { Hear, Statement } from './consent.ts'

/**
 * Google Consent Mode v2, `gtag('consent', 'default' | 'update', choices)`: `analytics_storage` is analytics,
 * `personalization_storage` personalization, `ad_storage` with `ad_user_data` marketing. A denied default is the
 * page waiting for its banner (`wait_for_update`), not the visitor's refusal: it is unknown.
 */
export function hearGoogle(command: string, choices: Record<string, unknown>, hear: Hear): void {
  const fallback = command === 'default'
  const statement: Statement = {}
  const say = (purpose: keyof Statement, name: string, also = name) => {
    const given = choices[name]
    if (given)
      statement[purpose] =
        given === 'granted' && (choices[also] || given) === 'granted'
          ? 'granted'
          : ((fallback ? 'unknown' : 'denied') satisfies ConsentState)
  }
  say('analytics', 'analytics_storage')
  say('personalization', 'personalization_storage')
  say('marketing', 'ad_storage', 'ad_user_data')
  hear(statement, 'google', fallback)
}
