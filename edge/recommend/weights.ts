import type { Neighbourhood } from './tuning.ts'

/** The neighbourhood's formulas as tables. */
export interface Weights {
  byPosition: Float32Array
  byDistance: Float32Array
  byAge: Float32Array
  byLength: Float32Array
  idfShared: Float32Array
  idfVoted: Float32Array
}

/** A formula of each item's support; most items share theirs with others, so that it is computed once for all of them. */
export function bySupport(support: Uint32Array, formula: (count: number) => number): Float32Array {
  const known = new Float64Array(4096).fill(-1)
  const out = new Float32Array(support.length)
  for (let i = 0; i < support.length; i++) {
    const count = support[i]!
    if (count >= known.length) out[i] = formula(count)
    else {
      if (known[count]! < 0) known[count] = formula(count)
      out[i] = known[count]!
    }
  }
  return out
}

/** Formulas of VSTAN (Ludewig et al. 2021, after Garg et al. 2019) as tables, so that a query computes no powers. */
export function tables(n: Neighbourhood, sessions: number, support: Uint32Array): Weights {
  const idf = (power: number) => bySupport(support, (count) => Math.log(1 + sessions / (count + 1)) ** power)
  const distance = (d: number) =>
    d === 0 ? n.shared : d > 0 ? Math.exp((1 - d) / n.distance) : n.before * Math.exp((d + 1) / n.distance)
  return {
    byPosition: Float32Array.from({ length: 64 }, (_, steps) => Math.exp(-steps / n.position)),
    byDistance: Float32Array.from({ length: 513 }, (_, i) => distance(i - 256)),
    byAge: Float32Array.from({ length: 256 }, (_, age) => (n.age > 0 ? Math.exp(-age / 255 / n.age) : 1)),
    byLength: Float32Array.from({ length: 256 }, (_, length) => Math.max(1, length) ** -n.length),
    idfShared: idf(n.idfShared),
    idfVoted: idf(n.idfVoted),
  }
}
