import * as z from 'zod'
import { map, must, shape, text, word, words } from '../words.ts'
import type { RawGiven } from './told.ts'

const told = z.looseObject(
  {
    times: z
      .number(must('a number of times'))
      .int(must('a whole number'))
      .min(1, must('at least 1'))
      .max(10_000, must('at most 10000'))
      .optional(),
    ago: text('a length of time such as `2 days`').optional(),
  },
  must('an event such as {view_item: {category: shoes}, ago: 2 days}'),
)
/** A described visitor, in a test, in a file for `explain`, in a preview. */
export const given = shape(
  {
    consent: words('a purpose or a list of purposes')
      .optional()
      .describe('Purposes the visitor granted; all unless told.'),
    now: text('a date such as 2026-12-31 18:00')
      .optional()
      .describe('The shop’s clock; also the visitor’s hour and weekday, unless `visit` says another.'),
    id: text('a visitor id').optional().describe('Decides experiments and holdouts.'),
    events: z
      .array(told, must('a list of events'))
      .optional()
      .describe('What happened before: {view_item: {category: shoes}, times: 3, ago: 2 days}.'),
    visitor: map(
      z.union([word, z.array(word)], must('a word or a list of words')),
      'a map such as {city: Berlin}',
    ).optional(),
    page: map(word, 'a map such as {path: /}').optional(),
    arrived: map(word, 'a map such as {campaign: summer}').optional(),
    visit: map(word, 'a map such as {country: de}').optional(),
  },
  'a map with `events`, `consent`, `visitor`, `page` …',
) satisfies z.ZodType<RawGiven>
