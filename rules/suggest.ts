/** The candidate that a misspelt word most likely meant, by edit distance with transpositions; none when all are far. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  // one letter may stand for any other: short words are only matched without case
  let least = word.length <= 2 ? 1 : Math.max(1, Math.floor(word.length / 3)) + 1
  const asked = word.toLowerCase()
  for (const candidate of candidates) {
    const distance = editDistance(asked, candidate.toLowerCase(), least)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** "did you mean 'x'?", or the first few that there are. */
export function suggest(word: string, candidates: Iterable<string>, what: string): string {
  const all = [...candidates]
  const meant = nearest(word, all)
  if (meant !== undefined) return `did you mean '${meant}'?`
  if (all.length === 0) return `there is no ${what} yet.`
  const shown = all.sort().slice(0, 8)
  return `use one of: ${shown.join(', ')}${all.length > shown.length ? ` … (${all.length} in all)` : ''}.`
}

/** Optimal string alignment distance (Boytsov 2011), given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let older: number[] = []
  let old = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(old[j]! + 1, row[j - 1]! + 1, old[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, older[j - 2]! + 1)
      row.push(least)
    }
    older = old
    old = row
  }
  return old[b.length]!
}
