import { tint } from './colour.ts'
import { FLOOR, rounded } from './scene.ts'
import { circle, ellipse, path, type Sheet } from './svg.ts'

export const brass = '#c79a4b'

/** Warm light around a bulb. */
export const halo = (on: Sheet, x: number, y: number, r: number, strength = 0.85): string =>
  circle(
    x,
    y,
    r,
    on.radial([
      [0, '#ffeeb8', strength],
      [0.4, '#ffdf94', strength * 0.4],
      [1, '#ffdf94', 0],
    ]),
  )

export const beam = (on: Sheet, d: string): string =>
  path(
    d,
    on.linear(
      [
        [0, '#fff0bf', 0.75],
        [1, '#fff0bf', 0.04],
      ],
      true,
    ),
  )
export const opal = (on: Sheet): string =>
  on.radial([
    [0, '#fffdf3'],
    [0.6, '#fff3cf'],
    [1, '#f0d9a4'],
  ])
export const foot = (on: Sheet, x: number, half: number, dye: string, y = FLOOR): string =>
  path(
    `M${x - half} ${y - 12}Q${x} ${y - 20} ${x + half} ${y - 12}V${y - 2}Q${x} ${y + 10} ${x - half} ${y - 2}Z`,
    rounded(on, dye),
  ) + ellipse(x, y - 12, half, half * 0.12, tint(dye, 0.18))
