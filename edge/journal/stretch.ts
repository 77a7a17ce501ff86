/**
 * Row numbers of the journal come in stretches of 256, each of one name: its rows lie side by side, and only the first of
 * them is in an index, for D1 bills an index as it bills a row. A visit fills one stretch, or two; whoever reads all rows
 * in order closes them first, so that none comes in behind them. Site is ?1 throughout, and names and batches are trusted
 * SQL expressions.
 */

/** How many numbers a stretch has; the SQL here and in the migration says so too. */
export const STRETCH = 256

/** Tables to select from: the rows of a name with a greater number than `after`, in the order of numbers. */
export const rowsOf = (name: string, after = '0'): string =>
  `stretches CROSS JOIN journal ON stretches.site = ?1 AND stretches.visitor = ${name}
    AND first > ${after} - 256 AND seq BETWEEN max(first, ${after} + 1) AND last`

/** Tables to select from: a name's row of a batch; `+`, or SQLite makes itself an index of all rows to find it by. */
export const batchOf = (name: string, batch: string): string => `${rowsOf(name)} WHERE +batch = ${batch}`

/** Condition: the name has a row of this batch. */
export const isHeld = (name: string, batch: string): string =>
  `EXISTS (SELECT 1 FROM ${batchOf(name, batch)})`

/** Condition on rows: graves (edge/identity/grave.ts) whose names are so. Each is a stretch of its own. */
export const isGrave = (named: string): string =>
  `seq % 256 = 0 AND site = ?1 AND visitor ${named} AND batch = 'erased'`

/** Condition: there is a grave of this name. */
export const isBuried = (grave: string): string =>
  `EXISTS (SELECT 1 FROM journal WHERE ${isGrave(`= ${grave}`)})`

/** The first number of a new stretch, or of the `nth` of several that are begun at once, counted from 0. */
export const newStretch = (nth = '0'): string =>
  `(SELECT (coalesce(max(seq), 0) | 255) + 1 FROM journal) + 256 * ${nth}`

/** The greatest number that is closed. */
export const CLOSED = "SELECT seq FROM cursors WHERE name = 'closed'"

/** The number of a name's next row: in their newest stretch, or in a new one if that is closed or full. */
export const nextOf = (name: string): string => `(
  SELECT iif(newest > closed AND newest % 256 < 255, newest + 1, ${newStretch()}) FROM (SELECT
    (SELECT max(seq) FROM journal
      WHERE seq <= 255 + (SELECT max(first) FROM stretches WHERE site = ?1 AND visitor = ${name})) AS newest,
    coalesce((${CLOSED}), 0) AS closed))`

/** Closes all stretches there are: rows that are written from now on have greater numbers than any before. */
export const CLOSE = `INSERT INTO cursors (name, seq) SELECT 'closed', coalesce(max(seq), 0) FROM journal WHERE true
  ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > cursors.seq`
