/** Rows and columns (from 1) of a text's offsets, and back. */
export interface Lines {
  placeOf(offset: number): [row: number, column: number]
  /** Of the row after the last: where the text would go on after a line end. */
  offsetOf(row: number, column: number): number
}

/** Counts the lines of a text once. (The YAML parser's own count passes over some in plain texts between braces.) */
export function linesOf(text: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    placeOf(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (starts[middle]! <= offset) low = middle
        else high = middle - 1
      }
      return [low + 1, offset - starts[low]! + 1]
    },
    offsetOf: (row, column) => (starts[row - 1] ?? text.length + 1) + column - 1,
  }
}
