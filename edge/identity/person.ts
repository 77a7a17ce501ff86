import { ok, type Result, refuse } from '../result.ts'

/** Most bytes of a person id. */
export const MAX_PERSON_BYTES = 256

/** What sites send when they know nobody: one such id would make one person of all (posthog-js 1.364.0). */
const SHARED = new Set([
  'anonymous',
  'distinct_id',
  'distinctid',
  'email',
  'false',
  'guest',
  'id',
  'infinity',
  'n/a',
  'na',
  'nan',
  'nil',
  'none',
  'not_authenticated',
  'null',
  'true',
  'undefined',
  'unknown',
  'user',
  'user_id',
  'userid',
  'visitor',
  '[object object]',
  '{}',
  '[]',
])

/** A person id that names one person, or why it can't; quotes around it change nothing. */
export function legalPerson(id: string): Result<string> {
  const no = (why: string) => refuse('illegal_person', `The person id ${why}.`)
  if (new TextEncoder().encode(id).length > MAX_PERSON_BYTES)
    return no(`is longer than ${MAX_PERSON_BYTES} bytes`)
  if (/\p{Cc}/u.test(id)) return no('holds a control character')
  if (!id.isWellFormed()) return no('holds a lone surrogate')
  const bare = id
    .trim()
    .replace(/^(["'`]+)(.*)\1$/su, '$2')
    .trim()
  if (bare === '') return no('is blank')
  if (SHARED.has(bare.toLowerCase())) return no('is one that many would share')
  if (/^[-+]?[0.-]*$/.test(bare) || bare === '-1') return no('is a number that stands for nobody')
  return ok(id)
}

const PREFIX = 'p:'

/** Under what name a person's own statements are in the journal: no visitor id has a colon. */
export const journalNameOf = (person: string): string => PREFIX + person

/** Whether a name in the journal is a person's. */
export const isPerson = (name: string): boolean => name.startsWith(PREFIX)

/** The person whom a journal name is of. */
export const personOf = (name: string): string => name.slice(PREFIX.length)
