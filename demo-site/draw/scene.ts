import { lightness, mix, shade, tint } from './colour.ts'
import { box, ellipse, path, type Sheet } from './svg.ts'

export const WIDTH = 400
export const HEIGHT = 500
/** Where things stand. */
export const FLOOR = 432

/** What a drawing may use: its sheet, its two dyes, its shape and finish. */
export interface Brush {
  on: Sheet
  main: string
  accent: string
  shape: string
  detail: string
}

const PAPER = '#efece2'

/** The wall behind a product: its own dye, far away; a pale thing gets a deeper wall to stand out from. */
export function wallFor(main: string, accent: string): string {
  if (lightness(main) > 0.82)
    return mix(mix(accent, main, 0.15), PAPER, lightness(accent) > 0.6 ? 0.42 : 0.52)
  return mix(main, PAPER, lightness(main) < 0.45 ? 0.74 : 0.78)
}

/** A still room: wall, shelf, and a window's light that moves with the catalogue number. */
export function room(on: Sheet, wall: string, plate: number): string {
  const x = 30 + ((plate * 67) % 170)
  const pane = (dx: number, top: number, bottom: number) => {
    const lean = 46
    return `M${x + dx} ${top}h58l${lean} ${bottom - top}h-58z`
  }
  return [
    box(
      0,
      0,
      WIDTH,
      HEIGHT,
      0,
      on.linear(
        [
          [0, tint(wall, 0.22)],
          [1, shade(wall, 0.06)],
        ],
        true,
      ),
    ),
    path(pane(0, 0, 180), '#fffdf4', { opacity: 0.16 }),
    path(pane(70, 0, 180), '#fffdf4', { opacity: 0.16 }),
    path(pane(49, 192, 392), '#fffdf4', { opacity: 0.13 }),
    path(pane(119, 192, 392), '#fffdf4', { opacity: 0.13 }),
    box(
      0,
      392,
      WIDTH,
      HEIGHT - 392,
      0,
      on.linear(
        [
          [0, shade(wall, 0.1)],
          [1, shade(wall, 0.02)],
        ],
        true,
      ),
    ),
    box(0, 392, WIDTH, 2, 0, shade(wall, 0.2), { opacity: 0.5 }),
  ].join('')
}

/** The soft shadow under something `width` wide around `cx`. */
export function shadow(on: Sheet, cx: number, width: number, y: number = FLOOR): string {
  const dark = '#0b1b19'
  const soft = on.radial([
    [0, dark, 0.42],
    [0.55, dark, 0.2],
    [1, dark, 0],
  ])
  return (
    ellipse(cx + width * 0.06, y + 3, width * 0.62, Math.max(9, width * 0.075), soft) +
    ellipse(cx, y, width * 0.44, Math.max(4, width * 0.026), soft)
  )
}

/** A dye around a cylinder lit from the left. */
export const rounded = (on: Sheet, dye: string): string =>
  on.linear([
    [0, shade(dye, 0.16)],
    [0.18, tint(dye, 0.2)],
    [0.42, dye],
    [0.8, shade(dye, 0.2)],
    [1, shade(dye, 0.34)],
  ])

/** A dye on cloth lit from above. */
export const lit = (on: Sheet, dye: string): string =>
  on.linear(
    [
      [0, tint(dye, 0.14)],
      [0.5, dye],
      [1, shade(dye, 0.2)],
    ],
    true,
  )
