/** Row numbers of one database stay below this. */
export const NUMBERS = 2 ** 44

/** The number of a row among those of several databases, one after the other; in the first it is its own. */
export const widen = (index: number, row: number): number => index * NUMBERS + row

/** The database and its own number of a row. */
export const narrowRow = (wide: number): [index: number, row: number] => [
  Math.floor(wide / NUMBERS),
  wide % NUMBERS,
]
