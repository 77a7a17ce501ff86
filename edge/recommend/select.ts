/**
 * Moves the `top` indices with the highest score to the front of `list[0 .. count)`, highest first, ties by lower
 * index; returns how many there are. Quickselect, then a sort of those few: no full sort, no allocation.
 */
export function selectTop(list: Uint32Array, score: Float32Array, count: number, top: number): number {
  const wanted = Math.min(top, count)
  if (wanted > 0 && wanted < count) quickselect(list, score, count, wanted)
  insertionOrHeapSort(list, score, wanted)
  return wanted
}

/** As selectTop, in no particular order: linear time whatever `top` is. */
export function selectFirst(list: Uint32Array, score: Float32Array, count: number, top: number): number {
  const wanted = Math.min(top, count)
  if (wanted > 0 && wanted < count) quickselect(list, score, count, wanted)
  return wanted
}

/** Whether index `a` ranks before index `b`. */
const before = (score: Float32Array, a: number, b: number): boolean =>
  score[a]! > score[b]! || (score[a] === score[b] && a < b)

function quickselect(list: Uint32Array, score: Float32Array, count: number, wanted: number): void {
  let low = 0
  let high = count - 1
  while (low < high) {
    const a = list[low]!
    const b = list[(low + high) >>> 1]!
    const c = list[high]!
    const pivot = before(score, a, b)
      ? before(score, b, c)
        ? b
        : before(score, a, c)
          ? c
          : a
      : before(score, a, c)
        ? a
        : before(score, b, c)
          ? c
          : b
    let i = low
    let j = high
    while (i <= j) {
      while (before(score, list[i]!, pivot)) i++
      while (before(score, pivot, list[j]!)) j--
      if (i > j) break
      const swapped = list[i]!
      list[i++] = list[j]!
      list[j--] = swapped
    }
    if (wanted - 1 <= j) high = j
    else if (wanted - 1 >= i) low = i
    else return
  }
}

function insertionOrHeapSort(list: Uint32Array, score: Float32Array, count: number): void {
  if (count > 128) {
    list.subarray(0, count).sort((a, b) => (before(score, a, b) ? -1 : a === b ? 0 : 1))
    return
  }
  for (let i = 1; i < count; i++) {
    const item = list[i]!
    let j = i - 1
    for (; j >= 0 && before(score, item, list[j]!); j--) list[j + 1] = list[j]!
    list[j + 1] = item
  }
}
