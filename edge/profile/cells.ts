import { type Dict, mergeDicts } from './record.ts'

/** What happened on one day: how often, worth how much (minor units, or seconds), first and last time (epoch ms). */
export type Cell = [count: number, value: number, first: number, last: number]

/** Cells by UTC day, or by 30-day bin in what is folded. */
export type Cells = Dict<Cell>

/** The cell of both. */
export const addCell = (a: Cell, b: Cell): Cell => [
  a[0] + b[0],
  a[1] + b[1],
  Math.min(a[2], b[2]),
  Math.max(a[3], b[3]),
]

/** The cells of both, period by period. */
export const addCells = (a: Cells, b: Cells): Cells => mergeDicts(a, b, addCell)
