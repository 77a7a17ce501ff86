import { mix, shade, tint } from './colour.ts'
import { FLOOR, rounded } from './scene.ts'
import { box, ellipse, group, line, path, range, type Sheet } from './svg.ts'

/** Where the soil is, for a pot of a given kind. */
export const SOIL: Record<string, number> = {
  round: 338,
  straight: 330,
  foot: 324,
  tall: 316,
  hang: 176,
  basket: 322,
}

/** The back of the pot's mouth and the soil; draw the plant after it, the pot's front last. */
export const soil = (kind: string, half: number) => {
  const y = SOIL[kind] ?? 330
  return (
    ellipse(200, y, half, half * 0.15, '#2d2019') + ellipse(200, y + 2, half * 0.9, half * 0.11, '#48352a')
  )
}

export function pot(on: Sheet, kind: string, half: number, dye: string): string {
  const y = SOIL[kind] ?? 330
  const b = kind === 'hang' ? y + 96 : FLOOR
  const front = (foot: number, bulge: number) =>
    `M${200 - half} ${y}Q200 ${y + half * 0.3} ${200 + half} ${y}C${200 + half + bulge} ${y + (b - y) * 0.5} ${200 + foot + bulge * 0.4} ${b - 12} ${200 + foot} ${b - 2}Q200 ${b + 10} ${200 - foot} ${b - 2}C${200 - foot - bulge * 0.4} ${b - 12} ${200 - half - bulge} ${y + (b - y) * 0.5} ${200 - half} ${y}Z`
  const glaze = rounded(on, dye)
  const rim = line(`M${200 - half} ${y}Q200 ${y + half * 0.3} ${200 + half} ${y}`, tint(dye, 0.3), 4)
  switch (kind) {
    case 'round':
      return path(front(half * 0.62, 18), glaze) + rim
    case 'foot':
      return (
        box(160, b - 34, 12, 38, 3, '#7d5d3f') +
        box(228, b - 34, 12, 38, 3, '#6a4d33') +
        path(
          `M${200 - half} ${y}Q200 ${y + half * 0.3} ${200 + half} ${y}L${200 + half * 0.84} ${b - 26}Q200 ${b - 12} ${200 - half * 0.84} ${b - 26}Z`,
          glaze,
        ) +
        rim
      )
    case 'tall':
      return (
        path(front(half * 0.7, 0), glaze) +
        on.clip(
          front(half * 0.7, 0),
          path(`M60 ${b - 44}Q200 ${b - 30} 340 ${b - 44}V${b + 20}H60Z`, shade(dye, 0.4), { opacity: 0.5 }),
        ) +
        rim
      )
    case 'hang':
      return path(front(half * 0.5, 16), glaze) + rim
    case 'basket': {
      const d = front(half * 0.86, 12)
      return (
        path(d, rounded(on, mix(dye, '#c9a36b', 0.6))) +
        on.clip(
          d,
          ...range(9).flatMap((row) =>
            range(17).map((col) =>
              ellipse(
                104 + col * 12.4 + (row % 2) * 6,
                y + 16 + row * 12.4,
                5.6,
                3.6,
                row % 2 ? '#8a6a3d' : '#e5cb98',
                { opacity: 0.42 },
              ),
            ),
          ),
        ) +
        rim
      )
    }
    default:
      return (
        path(front(half * 0.78, 0), glaze) +
        line(
          `M${200 - half + 3} ${y + 26}Q200 ${y + 26 + half * 0.3} ${200 + half - 3} ${y + 26}`,
          shade(dye, 0.3),
          3,
        ) +
        rim
      )
  }
}

/** A pointed blade from (x, y) leaning `lean` and rising `rise`, `width` at its belly. */
export const blade = (x: number, y: number, lean: number, rise: number, width: number): string =>
  `M${x - width * 0.5} ${y}C${x - width * 0.6 + lean * 0.3} ${y - rise * 0.5} ${x + lean * 0.8 - width * 0.2} ${y - rise * 0.9} ${x + lean} ${y - rise}C${x + lean * 0.8 + width * 0.35} ${y - rise * 0.7} ${x + width * 0.6 + lean * 0.3} ${y - rise * 0.4} ${x + width * 0.5} ${y}Z`

/** A leaf of length `l` and half-width `w`, lying along +x from the origin. */
export const leaf = (l: number, w: number): string =>
  `M0 0C${l * 0.2} ${-w} ${l * 0.7} ${-w} ${l} 0C${l * 0.7} ${w} ${l * 0.2} ${w} 0 0Z`
export const at = (x: number, y: number, angle: number, ...children: string[]): string =>
  group({ transform: `translate(${x} ${y}) rotate(${angle})` }, ...children)
