import { type Consent, type ConsentState, PURPOSES, type Purpose } from '../../snippet/wire.ts'

/** What was said about a purpose, and when (epoch ms). */
export interface Statement {
  state: ConsentState
  time: number
  source?: string
}
export type Statements = Partial<Record<Purpose, Statement>>

const STRICTNESS: Record<ConsentState, number> = { granted: 0, unknown: 1, denied: 2 }

const saidAt = ({ at = Number.POSITIVE_INFINITY }: Consent, heard: number) => Math.min(at, heard)

/** The statements a batch carries; `at` is when the visitor made them, else when the edge heard. */
export function statementsOf(consent: Consent, heard: number): Statements {
  const statements: Statements = {}
  for (const purpose of PURPOSES) {
    if (consent[purpose] === 'unknown') continue
    statements[purpose] = {
      state: consent[purpose],
      time: saidAt(consent, heard),
      ...(consent.source !== undefined && { source: consent.source }),
    }
  }
  return statements
}

/**
 * The purposes that hold at this moment: what the request grants, unless a newer word of the
 * same person takes it back. `heard` is epoch ms.
 */
export function grantedOf(consent: Consent, heard: number, known: Statements): Purpose[] {
  const said: Statement = { state: 'granted', time: saidAt(consent, heard) }
  const takenBack = (word: Statement | undefined) =>
    word !== undefined && word.state !== 'granted' && outranks(word, said)
  return PURPOSES.filter((purpose) => consent[purpose] === 'granted' && !takenBack(known[purpose]))
}

/** For each purpose the newest statement; on a tie the more restrictive. */
export function addStatements(a: Statements, b: Statements): Statements {
  const sum: Statements = { ...a }
  for (const purpose of PURPOSES) {
    const theirs = b[purpose]
    const mine = sum[purpose]
    if (theirs && (!mine || outranks(theirs, mine))) sum[purpose] = theirs
  }
  return sum
}

function outranks(a: Statement, b: Statement): boolean {
  if (a.time !== b.time) return a.time > b.time
  if (a.state !== b.state) return STRICTNESS[a.state] > STRICTNESS[b.state]
  return (a.source ?? '') > (b.source ?? '')
}
