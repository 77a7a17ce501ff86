import { PURPOSES, type Purpose } from '../../snippet/wire.ts'
import { isExplicit } from '../intake/consent.ts'
import type { Statements } from '../profile/consent.ts'
import { DAY } from '../profile/time.ts'

/** A choice older than thirteen months is asked again (CNIL's guidelines); until then it is none. */
const LIFE = 395 * DAY

/**
 * What a visitor has granted when only the record speaks, because a page is asked for and no
 * script runs yet. `gpc`: the request refuses by `Sec-GPC`, which only an explicit grant outweighs.
 */
export const grantedByRecord = (said: Statements, gpc: boolean, now: number): Purpose[] =>
  PURPOSES.filter((purpose) => {
    const statement = said[purpose]
    if (statement?.state !== 'granted' || statement.time <= now - LIFE) return false
    return !gpc || purpose === 'analytics' || isExplicit(statement.time, statement.source)
  })
