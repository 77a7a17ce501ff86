/** A figure beside another of the same run. */
export interface Ratio {
  is: number
  /** Of the rounds that it is the median of: their quartiles. */
  spread?: [from: number, to: number]
  /** The same by CPU time, which does not depend on who else is on the machine. */
  byCpu?: number
  of: string
  /** What it is meant to be at least. */
  aim?: number
}

/** One line of the table; what was not measured is absent. */
export interface Row {
  name: string
  ratios?: Ratio[]
  perSecond?: number
  /** Milliseconds. */
  p50?: number
  p99?: number
  /** CPU milliseconds a request, mean under load. */
  cpu?: number
  /** The 99th hundredth of single ones; of the floor beside it; what it is meant to be at most. */
  cpu99?: { is: number; floor?: number; most?: number }
  /** Of the isolate after the load of all rows of its shop so far and a full collection, MiB. */
  memory?: number
  failed?: number
}

const COLUMNS: [string, (row: Row) => string][] = [
  ['ratio', ({ ratios = [] }) => ratios.map(textOf).join('; ')],
  ['what', ({ name }) => name],
  ['a second', ({ perSecond }) => digits(perSecond, 0)],
  ['p50 ms', ({ p50 }) => digits(p50)],
  ['p99 ms', ({ p99 }) => digits(p99)],
  ['CPU ms', ({ cpu }) => digits(cpu)],
  ['CPU p99 (its floor)', ({ cpu99 }) => lastOf(cpu99)],
  ['isolate MiB', ({ memory }) => digits(memory, 1)],
  ['failed', ({ failed }) => digits(failed, 0)],
]

const digits = (value: number | undefined, places = value !== undefined && value < 1 ? 3 : 2): string =>
  value === undefined ? '' : value.toFixed(places)
const judged = (aim: number | undefined, met: boolean): string =>
  aim === undefined ? '' : `, aim ${aim}: ${met ? 'met' : '**missed**'}`
const textOf = ({ is, spread, byCpu, of, aim }: Ratio): string => {
  const range = spread ? ` [${spread.map((end) => end.toFixed(2)).join('–')}]` : ''
  const cpu = byCpu === undefined ? '' : ` (CPU ${byCpu.toFixed(2)})`
  return `${is.toFixed(2)}${range}${cpu} × ${of}${judged(aim, is >= (aim ?? 0))}`
}
const lastOf = (cpu99: Row['cpu99']): string => {
  if (cpu99 === undefined) return ''
  const { is, floor, most } = cpu99
  return `${digits(is)}${floor === undefined ? '' : ` (${digits(floor)})`}${judged(most, is <= (most ?? 0))}`
}

/** A table in Markdown, ratios first. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))]
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const lines = cells.map(
    (row) =>
      `| ${row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width, at) => (at < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}
