import { cleanText } from '../intake/clean.ts'
import type { TraitValue } from '../profile/event.ts'
import { type Dict, dict } from '../profile/record.ts'
import { MAX_TRAITS } from '../profile/traits.ts'
import { ok, type Result, refuse } from '../result.ts'

const NAME = /^[A-Za-z][\w.-]{0,63}$/
const MAX_TAGS = 32

/** Traits as a token or a server states them: scalars, lists of scalars (tags) or `null`; anything else is refused by name. */
export function readTraits(value: unknown): Result<Dict<TraitValue>> {
  const traits = dict<TraitValue>()
  if (value === undefined) return ok(traits)
  if (!value || typeof value !== 'object' || Array.isArray(value))
    return refuse('bad_request', 'Traits are an object of names and values.')
  const entries = Object.entries(value)
  if (entries.length > MAX_TRAITS) return refuse('bad_request', `There are more than ${MAX_TRAITS} traits.`)
  for (const [name, stated] of entries) {
    if (!NAME.test(name))
      return refuse('bad_request', `\`${cleanText(name).slice(0, 64)}\` is no trait name.`)
    const read = Array.isArray(stated) ? readTags(stated) : readScalar(stated)
    if (read === undefined)
      return refuse(
        'bad_request',
        `The trait \`${name}\` is no text, number, boolean, null or list of those.`,
      )
    traits[name] = read
  }
  return ok(traits)
}

function readScalar(value: unknown): Exclude<TraitValue, unknown[]> | undefined {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'boolean' || value === null ? value : undefined
}

function readTags(values: unknown[]): (string | number | boolean)[] | undefined {
  if (values.length > MAX_TAGS) return undefined
  const tags = values.map(readScalar)
  return tags.every((tag) => tag !== undefined && tag !== null)
    ? (tags as (string | number | boolean)[])
    : undefined
}
