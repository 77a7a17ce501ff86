/**
 * Deals visitors into experiments exactly as GrowthBook's SDKs do (hash versions 1 and 2,
 * bucket ranges, namespaces), so that a site can move from one to the other without
 * dealing anew: https://docs.growthbook.io/lib/build-your-own
 */

/** Half-open range of [0, 1). */
export type BucketRange = [start: number, end: number]
/** Name, and the range of it that an experiment occupies. */
export type Namespace = [name: string, start: number, end: number]

/** A number in [0, 1) for a seed and an id; `null` for an unknown version. */
export function hash(seed: string, id: string, version: number): number | null {
  if (version === 2) return (fnv32a(String(fnv32a(seed + id))) % 10000) / 10000
  if (version === 1) return (fnv32a(id + seed) % 1000) / 1000
  return null
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function fnv32a(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** The same weight for each of `count` variants; they sum to 1. */
export const equalWeights = (count: number): number[] =>
  count < 1 ? [] : Array<number>(count).fill(1 / count)

/** The range of each variant; weights that do not fit the count, or do not sum to 1, become equal ones. */
export function bucketRanges(count: number, coverage: number, weights: number[] | null): BucketRange[] {
  const share = Math.min(1, Math.max(0, coverage))
  const sum = weights?.reduce((a, b) => a + b, 0) ?? 0
  const dealt =
    weights && weights.length === count && sum >= 0.99 && sum <= 1.01 ? weights : equalWeights(count)
  let start = 0
  return dealt.map((weight) => {
    const from = start
    start += weight
    return [from, from + share * weight]
  })
}

/** The index of the range that holds `n`; -1: none. */
export const chooseVariation = (n: number, ranges: BucketRange[]): number =>
  ranges.findIndex(([start, end]) => n >= start && n < end)

/** Whether an id lies in an experiment's part of a namespace. */
export function inNamespace(id: string, [name, start, end]: Namespace): boolean {
  const n = hash(`__${name}`, id, 1)!
  return n >= start && n < end
}
