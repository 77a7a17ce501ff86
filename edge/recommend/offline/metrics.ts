/** What happened to one question: the rank of what came next (0: not in the list), and its session, for the bootstrap. */
export interface Outcome {
  rank: number
  session: number
}

export interface Quality {
  /** Shares of 1. */
  hitRate: number
  mrr: number
  ndcg: number
}

/** Hit rate, mean reciprocal rank and NDCG (one relevant item: 1 / log₂(1 + rank)) within the first `cut`. */
export function quality(outcomes: readonly Outcome[], cut: number): Quality {
  let hits = 0
  let reciprocal = 0
  let gain = 0
  for (const { rank } of outcomes) {
    if (rank === 0 || rank > cut) continue
    hits++
    reciprocal += 1 / rank
    gain += 1 / Math.log2(1 + rank)
  }
  const count = outcomes.length || 1
  return { hitRate: hits / count, mrr: reciprocal / count, ndcg: gain / count }
}

/** Half the width of the 95 % interval of hit rate and MRR, sessions drawn with replacement (Efron 1979). */
export function interval(
  outcomes: readonly Outcome[],
  cut: number,
  random: () => number,
  draws = 200,
): { hitRate: number; mrr: number } {
  const bySession = new Map<number, { hits: number; reciprocal: number; count: number }>()
  for (const { rank, session } of outcomes) {
    const sum = bySession.get(session) ?? { hits: 0, reciprocal: 0, count: 0 }
    bySession.set(session, sum)
    sum.count++
    if (rank === 0 || rank > cut) continue
    sum.hits++
    sum.reciprocal += 1 / rank
  }
  const sums = [...bySession.values()]
  const drawn = Array.from({ length: draws }, () => {
    let hits = 0
    let reciprocal = 0
    let count = 0
    for (let i = 0; i < sums.length; i++) {
      const sum = sums[Math.floor(random() * sums.length)]!
      hits += sum.hits
      reciprocal += sum.reciprocal
      count += sum.count
    }
    return { hitRate: hits / (count || 1), mrr: reciprocal / (count || 1) }
  })
  const half = (values: number[]) => {
    values.sort((a, b) => a - b)
    return (values[Math.ceil(draws * 0.975) - 1]! - values[Math.floor(draws * 0.025)]!) / 2
  }
  return { hitRate: half(drawn.map((d) => d.hitRate)), mrr: half(drawn.map((d) => d.mrr)) }
}

/** The value below which a share of the sorted values lies. */
export const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
