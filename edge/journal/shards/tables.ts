import { newStretch } from '../stretch.ts'

/** A table whose rows belong to names, and so to buckets. */
export interface Table {
  name: string
  /** Its primary key. */
  key: readonly string[]
  columns: readonly string[]
  /** Whose names a row belongs to: columns of visitors, columns of persons. A row goes wherever one of them goes. */
  visitors: readonly string[]
  persons: readonly string[]
  /** Columns that hold row numbers, and of which table: numbers shift where rows of two databases come together. */
  shifts: Readonly<Record<string, 'journal' | 'ledger' | 'failed_events'>>
}

const table = (
  name: string,
  key: string,
  columns: string,
  { visitors = [], persons = [], shifts = {} }: Partial<Pick<Table, 'visitors' | 'persons' | 'shifts'>>,
): Table => ({ name, key: key.split(' '), columns: columns.split(' '), visitors, persons, shifts })

/** All that a bucket consists of. What is of nobody in particular (drops, cursors) stays where it is. */
export const TABLES: readonly Table[] = [
  table('journal', 'seq', 'seq site visitor batch received_at digest entry', {
    visitors: ['visitor'],
    shifts: { seq: 'journal' },
  }),
  table('profiles', 'site visitor', 'site visitor seq profile', {
    visitors: ['visitor'],
    shifts: { seq: 'journal' },
  }),
  table('guests', 'site visitor', 'site visitor person seq seen profile', { persons: ['person'] }),
  table('links', 'site visitor', 'site visitor person linked_at proof', {
    visitors: ['visitor'],
    persons: ['person'],
  }),
  table('ledger', 'seq', 'seq site at act person visitor proof', {
    persons: ['person'],
    shifts: { seq: 'ledger' },
  }),
  table('tokens', 'site digest', 'site digest presented visitor person expires_at spent', {
    persons: ['person'],
  }),
  table('hints', 'site visitor', 'site visitor hint at', { visitors: ['visitor'] }),
  table('receipts', 'site visitor receipt', 'site visitor receipt at body', { visitors: ['visitor'] }),
  table('failed_events', 'id', 'id site visitor batch received_at reason entry attempts', {
    visitors: ['visitor'],
    shifts: { id: 'failed_events' },
  }),
]

/** SQL: the names of a row as JSON; a person of no name is nobody. */
export const namesOf = ({ visitors, persons }: Table, row: string): string =>
  `json_array(${[
    ...visitors.map((column) => `${row}.${column}`),
    ...persons.map((column) => `CASE ${row}.${column} WHEN '' THEN NULL ELSE 'p:' || ${row}.${column} END`),
  ].join(', ')})`

const EVENTS = { INSERT: ['NEW'], UPDATE: ['OLD', 'NEW'], DELETE: ['OLD'] } as const

const triggerOf = ({ name }: Table, event: string) => `moving_${name}_${event.toLowerCase()}`

/** The triggers that write down what changes while a move runs. */
export const WATCH: readonly string[] = TABLES.flatMap((table) =>
  Object.entries(EVENTS).map(
    ([event, rows]) =>
      `CREATE TRIGGER IF NOT EXISTS ${triggerOf(table, event)} AFTER ${event} ON ${table.name} BEGIN ${rows
        .map(
          (row) =>
            `INSERT INTO changes (name, key, names) VALUES ('${table.name}', json_array(${table.key
              .map((column) => `${row}.${column}`)
              .join(', ')}), json_array(${row}.site, ${namesOf(table, row)}));`,
        )
        .join(' ')} END`,
  ),
)

/** Takes the triggers away again. */
export const UNWATCH: readonly string[] = TABLES.flatMap((table) =>
  Object.keys(EVENTS).map((event) => `DROP TRIGGER IF EXISTS ${triggerOf(table, event)}`),
)

/**
 * Keeps numbers free above the highest of a table, for rows that come from elsewhere: what is written
 * meanwhile is numbered after them. ?1 is how many; the highest number is then that of this row.
 */
export const RESERVE = {
  journal: `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
    VALUES (${newStretch()} + ?1, '', 'seam', '', 0, '', '')`,
  ledger: `INSERT INTO ledger (seq, site, at, act, person, visitor, proof)
    SELECT coalesce(max(seq), 0) + ?1, '', 0, 'seam', '', '', '' FROM ledger`,
  failed_events: `INSERT INTO failed_events (id, site, visitor, batch, received_at, reason, entry)
    SELECT coalesce(max(id), 0) + ?1, '', '', '', 0, 'seam', '' FROM failed_events`,
} as const
export const HIGHEST = {
  journal: 'SELECT coalesce(max(seq), 0) AS n FROM journal',
  ledger: 'SELECT coalesce(max(seq), 0) AS n FROM ledger',
  failed_events: 'SELECT coalesce(max(id), 0) AS n FROM failed_events',
} as const
