/** A figure beside another of the same run. */
export interface Ratio {
  is: number
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
  /** CPU milliseconds a request: mean under load, and the 99th hundredth of single ones. */
  cpu?: number
  cpu99?: number
  /** Of the isolate after the load and a full collection, MiB. */
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
  ['CPU p99, aim 2', ({ cpu99 }) => digits(cpu99)],
  ['isolate MiB', ({ memory }) => digits(memory, 1)],
  ['failed', ({ failed }) => digits(failed, 0)],
]

const digits = (value: number | undefined, places = value !== undefined && value < 1 ? 3 : 2): string =>
  value === undefined ? '' : value.toFixed(places)
const textOf = ({ is, byCpu, of, aim }: Ratio): string => {
  const cpu = byCpu === undefined ? '' : ` (CPU ${byCpu.toFixed(2)})`
  const judged = aim === undefined ? '' : `, aim ${aim}: ${is >= aim ? 'met' : '**missed**'}`
  return `${is.toFixed(2)}${cpu} × ${of}${judged}`
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
