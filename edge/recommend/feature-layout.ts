import { PARTS } from './parts.ts'

/** Steps back at which a seen item changes its feature: the current item, the one before it, and so on. */
export const SEEN = [0, 1, 2, 3, 5, 9]
export const POPULARITY = 2 * PARTS
export const SUPPORT = POPULARITY + 4
/** Where the features of seen items begin; the first is that of the current item. */
export const SEEN_AT = SUPPORT + 1
export const LENGTH = SEEN_AT + SEEN.length + 1
/** How many numbers describe a candidate. */
export const FEATURES = LENGTH + 1
