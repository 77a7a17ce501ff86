import { shade, tint } from './colour.ts'
import { box, group, line, path, range, type Sheet } from './svg.ts'

export const PAGE = '#fbf6e9'

/** A standing book: page block peeping at the right, cover lit from above. */
export function cover(
  on: Sheet,
  x: number,
  y: number,
  w: number,
  h: number,
  dye: string,
  thick = 12,
): string {
  return (
    path(`M${x + w} ${y + 6}l${thick} 8v${h - 12}l-${thick} -2z`, '#e2d8c1') +
    range(5)
      .map((i) => line(`M${x + w + 2 + i * (thick / 5)} ${y + 9 + i * 1.3}v${h - 14}`, '#b9ac90', 0.9))
      .join('') +
    box(
      x,
      y,
      w,
      h,
      7,
      on.linear([
        [0, shade(dye, 0.18)],
        [0.07, tint(dye, 0.16)],
        [0.1, shade(dye, 0.1)],
        [0.16, dye],
        [1, shade(dye, 0.1)],
      ]),
    )
  )
}

export const fern = (x: number, y: number, size: number, dye: string): string =>
  group(
    { transform: `translate(${x} ${y}) scale(${size})` },
    ...range(9).map((i) =>
      path(
        `M0 ${-i * 11}q12-16 ${32 - i * 3}-14q-8 16-${32 - i * 3} 14zM0 ${-i * 11}q-12-16 -${32 - i * 3}-14q8 16 ${32 - i * 3} 14z`,
        dye,
      ),
    ),
    line('M0 24V-104', dye, 2.6),
  )

/** Contour lines as on a walker's map. */
export const contours = (x: number, y: number, dye: string): string =>
  range(8)
    .map((i) =>
      line(
        `M${x - 74 + i * 9} ${y}C${x - 70 + i * 8} ${y - 92 + i * 12} ${x + 10} ${y - 98 + i * 13} ${x + 58 - i * 6} ${y - 50 + i * 7}S${x + 50 - i * 6} ${y + 76 - i * 9} ${x - 6} ${y + 80 - i * 10}S${x - 78 + i * 9} ${y + 56 - i * 7} ${x - 74 + i * 9} ${y}Z`,
        dye,
        1.8,
      ),
    )
    .join('')
