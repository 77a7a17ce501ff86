import * as v from 'valibot'
import { suggest } from '../suggest.ts'

// `shape.ts` once more, without zod, which is too large for the Worker: a test holds the two to each other.

const WORD = 'a word, a number, true or false'
const word = v.union([v.string(), v.pipe(v.number(), v.finite(WORD)), v.boolean()], WORD)
const aMap = (be: string) =>
  v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), be)
const map = <T extends v.GenericSchema>(of: T, be: string) =>
  v.optional(v.pipe(aMap(be), v.record(v.string(), of)))
const text = (be: string) => v.optional(v.string(be))
const TIMES = v.pipe(
  v.number('a number of times'),
  v.safeInteger('a whole number'),
  v.minValue(1, 'at least 1'),
  v.maxValue(10_000, 'at most 10000'),
)

const told = v.pipe(
  aMap('an event such as {view_item: {category: shoes}, ago: 2 days}'),
  v.looseObject({ times: v.optional(TIMES), ago: text('a length of time such as `2 days`') }),
)
const fields = {
  consent: v.optional(v.union([v.string(), v.array(v.string('a word'))], 'a purpose or a list of purposes')),
  now: text('a date such as 2026-12-31 18:00'),
  id: text('a visitor id'),
  events: v.optional(v.array(told, 'a list of events')),
  visitor: map(v.union([word, v.array(word)], 'a word or a list of words'), 'a map such as {city: Berlin}'),
  page: map(word, 'a map such as {path: /}'),
  arrived: map(word, 'a map such as {campaign: summer}'),
  visit: map(word, 'a map such as {country: de}'),
}
const given = v.pipe(aMap('a map with `events`, `consent`, `visitor`, `page` …'), v.object(fields))
/** A description as it is written; what its words mean is for `readGiven`. */
export type RawGiven = v.InferOutput<typeof given>

/** Reads a description that came as JSON; else every fault of its shape: where, what, what to do. */
export function readTold(value: unknown): { ok: true; value: RawGiven } | { ok: false; faults: string[] } {
  const parsed = v.safeParse(given, value, { abortPipeEarly: true })
  const faults = (parsed.issues ?? []).map(
    (issue) =>
      `${['given', ...(issue.path ?? []).map(({ key }) => key)].join('.')}: this must be ${issue.message}.`,
  )
  const unknown = Object.keys(value ?? {}).filter((key) => !Object.hasOwn(fields, key))
  if (unknown.length > 0 && typeof value === 'object' && !Array.isArray(value))
    faults.push(
      `given: '${unknown.join("', '")}' means nothing here. Fix: ${suggest(unknown[0] as string, Object.keys(fields), 'key')}`,
    )
  return parsed.success && faults.length === 0 ? { ok: true, value: parsed.output } : { ok: false, faults }
}
