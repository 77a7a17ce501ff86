import * as z from 'zod'
import { given } from '../given/shape.ts'
import { map, must, shape, text } from '../words.ts'

/** A described visitor and what they must see. */
export const test = shape(
  {
    name: text().describe('What this test shows, as a sentence.'),
    given: given.optional(),
    expect: map(
      z.union([z.string(), z.array(z.string())], must('the name of a block, or `nothing`')),
      'a map of slots and blocks, such as {home-hero: back-to-shoes}',
    ).describe('Slot → block, `nothing`, or slot → [allowed blocks]; `in:` and `not-in:` name segments.'),
  },
  'a test with `name`, `given` and `expect`',
)
export type RawTest = z.infer<typeof test>
