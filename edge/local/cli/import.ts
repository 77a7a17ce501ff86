import { readFile } from 'node:fs/promises'
import { parseCsv, personOfRow } from './csv.ts'
import { bodyOf, fail, readCommand } from './server.ts'

/** Rows of one request: what the route takes. */
const ROWS = 400
const BYTES = 900_000

interface Row {
  line: number
  text: string
}

// `npm run import -- people FILE`: CRM rows, as NDJSON or CSV with a header; `-- catalogue FILE`, `-- model FILE`: published
// whole. The same file again changes nothing.
const { words, by, server } = await readCommand()
const [what = '', file] = words
if (!/^(people|catalogue|model)$/.test(what) || file === undefined)
  fail(
    'Usage: npm run import -- people FILE.ndjson|FILE.csv\n       npm run import -- catalogue FILE.json\n       npm run import -- model FILE\n[--site demo] [--url https://…]',
  )
const bytes = await readFile(file).catch(() => fail(`Can not read ${file}.`))
if (what !== 'people') {
  const query = new URLSearchParams({ site: server.site, kind: what, author: by, message: file })
  const answer = await server.call(`/v1/server/publish?${query}`, { method: 'POST', body: bytes })
  const { hash, changed } = await bodyOf<{ hash: string; changed: boolean }>(answer)
  console.log(changed ? `Published ${hash.slice(0, 12)}.` : `${hash.slice(0, 12)} is live already.`)
  process.exit()
}
const text = new TextDecoder().decode(bytes)

let taken = 0
let refused = 0
for (const rows of requestsOf(file.endsWith('.csv') ? rowsOfCsv(text) : rowsOfLines(text))) {
  const body = rows.map((row) => row.text).join('\n')
  const answer = await server.call(`/v1/server/people?site=${encodeURIComponent(server.site)}`, {
    method: 'POST',
    body,
  })
  const result = await bodyOf<{ taken: number; refused: { line: number; code: string; detail: string }[] }>(
    answer,
  )
  taken += result.taken
  refused += result.refused.length
  for (const { line, code, detail } of result.refused)
    console.error(`${file}:${rows[line - 1]?.line}: ${code}: ${detail}`)
}
console.log(`${taken} rows taken, ${refused} refusals.`)
if (refused > 0) process.exitCode = 1

function rowsOfLines(lines: string): Row[] {
  return lines
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, text: line.trim() }]))
}

function rowsOfCsv(csv: string): Row[] {
  const [header, ...rows] = parseCsv(csv.replace(/^\uFEFF/, ''))
  const columns = (header?.cells ?? []).map((name) => name.trim())
  if (!columns.includes('person')) fail('The first line of the CSV must name a column `person`.')
  return rows.map(({ line, cells }) => ({ line, text: JSON.stringify(personOfRow(columns, cells)) }))
}

function requestsOf(rows: Row[]): Row[][] {
  const requests: Row[][] = []
  let open: Row[] = []
  let size = 0
  for (const row of rows) {
    if (open.length === ROWS || size + row.text.length > BYTES) {
      requests.push(open)
      open = []
      size = 0
    }
    open.push(row)
    size += Buffer.byteLength(row.text) + 1
  }
  return open.length ? [...requests, open] : requests
}
