import * as z from 'zod'

/** Finishes "This must be …". */
export const must = (error: string) => ({ error })
/** A text. */
export const text = (be = 'a text') => z.string(must(be))
/** One word. */
export const word = z.union([z.string(), z.number(), z.boolean()], must('a word, a number, true or false'))
/** A word or a list of words. */
export const words = (be: string) =>
  z.union([z.string(), z.array(z.string(must('a word')), must('a list'))], must(be))
/** A number, or words that say one. */
export const quantity = (be: string) => z.union([z.string(), z.number()], must(be))
/** A list with at least one entry. */
export const list = <T extends z.ZodType>(of: T, be = 'a list, one entry a line starting with `- `') =>
  z.array(of, must(be)).min(1, must('a list with at least one entry'))
/** A map with names of the author's choice. */
export const map = <T extends z.ZodType>(of: T, be: string) => z.record(z.string(), of, must(be))
/** A map with these keys and no others. */
export const shape = <T extends z.core.$ZodLooseShape>(fields: T, be: string) =>
  z.strictObject(fields, must(be))

/** A word that editors complete; the compiler, not the shape, says which words exist. */
export const oneOf = (known: readonly string[], be: string) => text(be).meta({ enum: [...known] })
