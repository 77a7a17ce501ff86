/** Draws with an elliptic nib: the outline of a stroke is its path, moved by the nib's support point in the direction of the normal. */

export type Point = [x: number, y: number]
/** A closed contour of quadratic curves: from each on-curve point by its control (if any) to the next. */
export type Contour = { at: Point; control?: Point }[]

export interface Nib {
  /** Half-axes, font units. */
  wide: number
  thin: number
  /** Turn of the wide axis, radians, counter-clockwise. */
  turn: number
}

interface Sample {
  at: Point
  /** Direction of travel, radians. */
  heading: number
}

const PIECES = 5

/** The nib's outermost point towards `angle`. */
function support({ wide, thin, turn }: Nib, angle: number): Point {
  const [c, s] = [Math.cos(angle - turn), Math.sin(angle - turn)]
  const length = Math.hypot(wide * c, thin * s)
  const [x, y] = [(wide * wide * c) / length, (thin * thin * s) / length]
  return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)]
}

const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1]]

/** Where the tangents at two points meet; `undefined` when they run alike. */
function meet(a: Sample, b: Sample): Point | undefined {
  const cross = Math.sin(b.heading - a.heading)
  if (Math.abs(cross) < 0.01) return undefined
  const [dx, dy] = [b.at[0] - a.at[0], b.at[1] - a.at[1]]
  const t = (dx * Math.sin(b.heading) - dy * Math.cos(b.heading)) / cross
  return t > 0 ? [a.at[0] + Math.cos(a.heading) * t, a.at[1] + Math.sin(a.heading) * t] : undefined
}

/** The outline of one smooth stroke through `samples`. */
export function outline(samples: Sample[], nib: Nib): Contour {
  const quarter = Math.PI / 2
  const shifted = (one: Sample, side: number): Sample => ({
    at: add(one.at, support(nib, one.heading + side * quarter)),
    heading: side > 0 ? one.heading + Math.PI : one.heading,
  })
  const cap = (one: Sample, from: number): Sample[] =>
    [1, 2, 3].map((i) => {
      const angle = one.heading + from + (i * Math.PI) / 4
      return { at: add(one.at, support(nib, angle)), heading: angle + quarter }
    })
  const [first, last] = [samples[0]!, samples.at(-1)!]
  const round = [
    ...samples.map((one) => shifted(one, -1)),
    ...cap(last, -quarter),
    ...samples.map((one) => shifted(one, 1)).reverse(),
    ...cap(first, quarter),
  ]
  return round.map((one, i) => {
    const control = meet(one, round[(i + 1) % round.length]!)
    return control ? { at: one.at, control } : { at: one.at }
  })
}

/** A skeleton (`M`, `L`, `C`; absolute, y up) as smooth runs; a corner ends one run and begins the next. */
export function runs(skeleton: string): Sample[][] {
  const found: Sample[][] = []
  let run: Sample[] = []
  let here: Point = [0, 0]
  const extend = (piece: Sample[]) => {
    const last = run.at(-1)
    if (last && Math.cos(last.heading - piece[0]!.heading) > 0.96) run.push(...piece.slice(1))
    else {
      if (run.length) found.push(run)
      run = piece
    }
  }
  for (const [, command, numbers] of skeleton.matchAll(/([MLC])([^MLC]*)/g)) {
    const n = numbers!
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    if (command === 'M') {
      if (run.length) found.push(run)
      run = []
      here = [n[0]!, n[1]!]
    } else if (command === 'L') {
      const next: Point = [n[0]!, n[1]!]
      const heading = Math.atan2(next[1] - here[1], next[0] - here[0])
      extend([
        { at: here, heading },
        { at: next, heading },
      ])
      here = next
    } else {
      for (let i = 0; i < n.length; i += 6) {
        extend(cubic(here, [n[i]!, n[i + 1]!], [n[i + 2]!, n[i + 3]!], [n[i + 4]!, n[i + 5]!]))
        here = [n[i + 4]!, n[i + 5]!]
      }
    }
  }
  if (run.length) found.push(run)
  return found
}

function cubic(a: Point, b: Point, c: Point, d: Point): Sample[] {
  return Array.from({ length: PIECES + 1 }, (_, i) => {
    const t = i / PIECES
    const u = 1 - t
    const mix = (k: 0 | 1) => u ** 3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t ** 3 * d[k]
    const slope = (k: 0 | 1) => u * u * (b[k] - a[k]) + 2 * u * t * (c[k] - b[k]) + t * t * (d[k] - c[k])
    return { at: [mix(0), mix(1)], heading: Math.atan2(slope(1), slope(0)) }
  })
}
