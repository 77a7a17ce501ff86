import * as v from 'valibot'
import { type Result, refuse } from './result.ts'

// What comes from outside is read by valibot: of the libraries that also tell types and JSON Schema it is the
// smallest and the quickest where code can't be made at run time, as in a Worker. The rules, which are read at a
// desk and want richer complaints, are zod's.

/** A schema that reads anything into `T`. */
export type Shape<T> = v.GenericSchema<unknown, T>

/** A text of at least `min` and at most `max` UTF-16 units. */
export const text = (max: number, min = 0): v.GenericSchema<string> =>
  min > 0 ? v.pipe(v.string(), v.minLength(min), v.maxLength(max)) : v.pipe(v.string(), v.maxLength(max))
/** A text of a pattern; `is` says it in words. */
export const matching = (pattern: RegExp, is: string) =>
  v.pipe(v.string(), v.regex(pattern, `expected ${is}`))
/** A number from `min` to `max`. */
export const number = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max))
/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
/** One of some words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `expected one of ${words.join(', ')}`)
/** A list of at most `max` entries. */
export const list = <T>(of: Shape<T>, max: number, min = 0): Shape<T[]> =>
  min > 0 ? v.pipe(v.array(of), v.minLength(min), v.maxLength(max)) : v.pipe(v.array(of), v.maxLength(max))
/** Stands before an object whose every field may be absent: a list would pass for an empty one. */
export const notList = v.custom<object>((value) => !Array.isArray(value), 'expected object, found a list')
/** A map with keys of the sender's choice. */
export const map = <K extends v.GenericSchema<string>, T extends v.GenericSchema>(key: K, of: T) =>
  v.pipe(notList, v.record(key, of))

/** What a currency is written as, in either case. */
export const currency = matching(/^[A-Za-z]{3}$/, 'three letters of ISO 4217')
/** Epoch ms. */
export const time = whole(0, 8.64e15)

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
/** A day of the calendar: 30 February is none, though `Date` reads it as March. */
function isDay(day: string): boolean {
  const at = Date.parse(day)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}
/** ISO 8601 with an offset (RFC 3339). */
export const moment = v.pipe(
  v.string(),
  v.regex(MOMENT, 'expected ISO 8601 with an offset'),
  v.check((said) => !Number.isNaN(Date.parse(said)) && isDay(said.slice(0, 10)), 'there is no such time'),
  v.metadata({ format: 'date-time' }),
)
/** A date of ISO 8601. */
export const date = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/, 'expected a date of ISO 8601'),
  v.check(isDay, 'there is no such day'),
  v.metadata({ format: 'date' }),
)

/** Where a value does not fit its schema, dotted, and why; what was said instead is never repeated. */
export interface Misfit {
  ok: false
  path: string
  why: string
}

/** Reads a value by a schema, as far as its first misfit. Keys that the schema does not know are left out. */
export function read<T>(schema: Shape<T>, value: unknown): { ok: true; value: T } | Misfit {
  const parsed = v.safeParse(schema, value, { abortEarly: true, message: whyOf })
  if (parsed.success) return { ok: true, value: parsed.output }
  const [issue] = parsed.issues
  return { ok: false, path: issue.path?.map((step) => String(step.key)).join('.') ?? '', why: issue.message }
}

/** Reads what a request says by a schema; the refusal names the field. */
export function parse<T>(schema: Shape<T>, body: unknown, whole = 'The body'): Result<T> {
  const parsed = read(schema, body)
  if (parsed.ok) return parsed
  const where = parsed.path ? `\`${parsed.path.slice(0, 100)}\`` : whole
  return refuse('bad_request', `${where}: ${parsed.why.slice(0, 200)}.`)
}

/** An issue in words, for schemas that bring none of their own. */
function whyOf({ kind, type, input, expected, received }: v.BaseIssue<unknown>): string {
  if (input === undefined) return 'is missing'
  if (kind === 'schema') return `expected ${expected?.toLowerCase()}, found ${kindOf(input)}`
  return `expected ${type.endsWith('_length') ? 'a length of ' : ''}${expected}, found ${received}`
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value
