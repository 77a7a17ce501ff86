import { shade, tint } from './colour.ts'
import { contours, cover, fern, PAGE } from './cover.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, group, line, path, range } from './svg.ts'

/** A ruled notebook. */
export function drawRuled({ on, main, accent, shape }: Brush): string {
  const b = FLOOR
  switch (shape) {
    case 'band':
      return (
        shadow(on, 205, 230) +
        cover(on, 100, b - 288, 200, 288, main, 16) +
        contours(196, b - 150, tint(main, 0.24)) +
        box(262, b - 288, 12, 288, 0, lit(on, accent)) +
        line(`M160 ${b}v16l-6 8`, accent, 6)
      )
    case 'spine':
      return (
        shadow(on, 205, 230) +
        cover(on, 102, b - 272, 196, 272, main, 18) +
        path(`M102 ${b - 266}q0-6 7-6h51v272h-51q-7 0-7-7z`, lit(on, accent)) +
        range(34)
          .map((i) => line(`M104 ${b - 264 + i * 7.8}h54`, shade(accent, 0.22), 0.8))
          .join('') +
        path(`M298 ${b - 272}l-44 0l44 44z`, lit(on, accent)) +
        path(`M298 ${b}l-44 0l44-44z`, lit(on, accent)) +
        box(186, b - 206, 86, 56, 2, 'none', { stroke: accent, 'stroke-width': 2.4 }) +
        line(`M198 ${b - 184}h62M198 ${b - 170}h44`, accent, 2.4)
      )
    case 'trio': {
      const book = (x: number, y: number, dye: string, turn: number, mark: string) =>
        group(
          { transform: `rotate(${turn} ${x + 70} ${y + 100})` },
          box(x + 4, y + 4, 146, 206, 4, '#0b1b19', { opacity: 0.14 }),
          box(x, y, 146, 206, 4, lit(on, dye)),
          line(`M${x + 7} ${y + 12}v182`, tint(dye, 0.6), 2.4, { 'stroke-dasharray': '11 8' }),
          box(x + 34, y + 36, 84, 46, 2, PAGE),
          line(`M${x + 44} ${y + 54}h64M${x + 44} ${y + 68}h40`, mark, 2.6),
        )
      return (
        shadow(on, 206, 250) +
        book(178, b - 232, accent, 9, shade(accent, 0.4)) +
        book(126, b - 216, tint(main, 0.68), 1, shade(main, 0.3)) +
        book(76, b - 214, main, -7, shade(main, 0.4))
      )
    }
    case 'reporter':
      return (
        shadow(on, 200, 190) +
        group(
          { transform: `rotate(-5 200 ${b})` },
          path(`M288 ${b - 250}l10 8v236l-10 4z`, '#d9ceb4'),
          box(114, b - 260, 174, 260, 8, lit(on, main)),
          box(114, b - 260, 174, 46, 8, lit(on, accent)),
          box(146, b - 170, 110, 60, 3, PAGE),
          line(`M158 ${b - 150}h86M158 ${b - 134}h86M158 ${b - 120}h50`, accent, 2.4),
          ...range(11).map((i) => line(`M${128 + i * 14.6} ${b - 250}v-14q3-12 7 0v12`, '#50565a', 3.4)),
        )
      )
    case 'label':
      return (
        shadow(on, 205, 240) +
        cover(on, 96, b - 284, 208, 284, main, 20) +
        box(140, b - 246, 128, 156, 3, PAGE) +
        box(146, b - 240, 116, 144, 2, 'none', { stroke: shade(main, 0.1), 'stroke-width': 1.6 }) +
        fern(204, b - 140, 0.82, main) +
        line(`M162 ${b - 62}h84M178 ${b - 48}h52`, accent, 2.6) +
        line(`M250 ${b}v18l-7-6l-7 6v-18`, '#a8431f', 0) +
        path(`M240 ${b - 2}h14v26l-7-7l-7 7z`, '#a8431f')
      )
    default: {
      const y = b - 44
      return (
        shadow(on, 200, 320, b) +
        path(
          `M34 ${y - 118}Q116 ${y - 152} 200 ${y - 118}Q284 ${y - 152} 366 ${y - 118}L384 ${y + 40}Q290 ${y + 6} 200 ${y + 42}Q110 ${y + 6} 16 ${y + 40}Z`,
          lit(on, main),
        ) +
        path(
          `M42 ${y - 124}Q118 ${y - 158} 200 ${y - 124}V${y + 30}Q112 ${y - 4} 26 ${y + 28}Z`,
          on.linear([
            [0, '#fffdf5'],
            [0.8, PAGE],
            [1, '#dccfb2'],
          ]),
        ) +
        path(
          `M200 ${y - 124}Q282 ${y - 158} 358 ${y - 124}L374 ${y + 28}Q288 ${y - 4} 200 ${y + 30}Z`,
          on.linear([
            [0, '#d8cbae'],
            [0.2, PAGE],
            [1, '#fffdf5'],
          ]),
        ) +
        range(8)
          .map((i) =>
            line(
              `M${50 - i * 2} ${y - 104 + i * 16}Q120 ${y - 134 + i * 16} 190 ${y - 104 + i * 16}M210 ${y - 104 + i * 16}Q282 ${y - 134 + i * 16} ${352 + i * 2} ${y - 104 + i * 16}`,
              '#b8c1bd',
              1.4,
            ),
          )
          .join('') +
        line(
          `M58 ${y - 106}q14-10 26-11t24-6 34-2M56 ${y - 90}q20-10 40-14t54-4M52 ${y - 74}q18-9 30-12`,
          '#2f3d52',
          2.2,
        ) +
        line(`M200 ${y - 120}C206 ${y - 60} 200 ${y} 212 ${y + 60}`, accent, 6) +
        group(
          { transform: `rotate(24 296 ${y - 50})` },
          box(236, y - 56, 120, 10, 3, '#e2b13c'),
          path(`M236 ${y - 56}v10l-20-5z`, '#ecd9b0'),
          path(`M222 ${y - 52.4}v3l-7-1.6z`, '#2b2724'),
          box(346, y - 56, 12, 10, 2, '#c96a57'),
        )
      )
    }
  }
}
