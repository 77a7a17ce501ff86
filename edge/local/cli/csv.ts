import { dict } from '../../profile/record.ts'

/** A CSV text as rows of cells (RFC 4180: quotes, doubled quotes, line breaks within quotes), each with its line number from 1. */
export function parseCsv(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let begun = 1
  const endRow = () => {
    cells.push(cell)
    if (cells.length > 1 || cell !== '') rows.push({ line: begun, cells })
    cells = []
    cell = ''
    begun = line + 1
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char === '"' && text[i + 1] === '"') cell += text[++i]
      else if (char === '"') quoted = false
      else cell += char
    } else if (char === '"' && cell === '') quoted = true
    else if (char === ',') {
      cells.push(cell)
      cell = ''
    } else if (char === '\n') endRow()
    else if (char !== '\r') cell += char
    if (char === '\n') line++
  }
  if (cell !== '' || cells.length) endRow()
  return rows
}

const ORDER = 'order.'

/**
 * CRM rows as the server route takes them. `person`, `updated_at` and `order.transaction_id time
 * value currency items` (`sku*2|sku`) are themselves, a column `name[]` is tags parted by `|`,
 * any other column is a trait; an empty cell says nothing.
 */
export function personOfRow(header: readonly string[], cells: readonly string[]): object {
  const person = dict<unknown>()
  const traits = dict<unknown>()
  const order = dict<unknown>()
  header.forEach((column, index) => {
    const cell = cells[index]?.trim() ?? ''
    if (cell === '') return
    if (column === 'person') person.person = cell
    else if (column === 'updated_at') person.updated_at = timeOf(cell)
    else if (column === `${ORDER}items`) order.items = cell.split('|').map(itemOf)
    else if (column === `${ORDER}time`) order.time = timeOf(cell)
    else if (column === `${ORDER}value`) order.value = Number(cell)
    else if (column.startsWith(ORDER)) order[column.slice(ORDER.length)] = cell
    else if (column.endsWith('[]')) traits[column.slice(0, -2)] = cell.split('|').map((tag) => tag.trim())
    else traits[column] = scalarOf(cell)
  })
  return { ...person, traits, ...(Object.keys(order).length && { orders: [order] }) }
}

const timeOf = (cell: string): string | number => (/^\d{11,}$/.test(cell) ? Number(cell) : cell)

function itemOf(text: string): { item_id: string; quantity?: number } {
  const [, item_id, pieces] = /^(.*?)(?:\*(\d+))?$/s.exec(text.trim()) as unknown as [string, string, string?]
  return { item_id, ...(pieces !== undefined && { quantity: Number(pieces) }) }
}

/** A number only where its text is what the number would print: `007` and phone numbers stay text. */
function scalarOf(cell: string): string | number | boolean {
  if (cell === 'true' || cell === 'false') return cell === 'true'
  return String(Number(cell)) === cell && cell.length < 10 ? Number(cell) : cell
}
