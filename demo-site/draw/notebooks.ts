import { lightness, shade, tint } from './colour.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range, type Sheet } from './svg.ts'

const PAGE = '#fbf6e9'

/** A standing book: page block peeping at the right, cover lit from above. */
function cover(on: Sheet, x: number, y: number, w: number, h: number, dye: string, thick = 12): string {
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

const fern = (x: number, y: number, size: number, dye: string): string =>
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
const contours = (x: number, y: number, dye: string): string =>
  range(8)
    .map((i) =>
      line(
        `M${x - 74 + i * 9} ${y}C${x - 70 + i * 8} ${y - 92 + i * 12} ${x + 10} ${y - 98 + i * 13} ${x + 58 - i * 6} ${y - 50 + i * 7}S${x + 50 - i * 6} ${y + 76 - i * 9} ${x - 6} ${y + 80 - i * 10}S${x - 78 + i * 9} ${y + 56 - i * 7} ${x - 74 + i * 9} ${y}Z`,
        dye,
        1.8,
      ),
    )
    .join('')

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

/** A pencil leaning on its side. */
const pencil = (x: number, y: number, turn: number, dye: string) =>
  group(
    { transform: `rotate(${turn} ${x} ${y})` },
    box(x, y, 150, 11, 2, dye),
    box(x, y + 3.6, 150, 3.6, 0, tint(dye, 0.3)),
    path(`M${x} ${y}v11l-24-5.5z`, '#ecd9b0'),
    path(`M${x - 15} ${y + 3.4}v4.2l-9-2.1z`, '#2b2724'),
    box(x + 142, y, 12, 11, 2, '#d7d2c4'),
  )

/** A sketchbook, with something already drawn. */
export function drawSketch({ on, main, accent, shape }: Brush): string {
  const b = FLOOR
  const ink = lightness(main) > 0.7 ? shade(accent, 0.4) : tint(accent, 0.1)
  const ridge = (x: number, y: number, w: number, dye: string, more = 2.6) =>
    line(
      `M${x} ${y}q${w * 0.1} ${-w * 0.12} ${w * 0.2} ${-w * 0.2}t${w * 0.14} ${w * 0.1}q${w * 0.1} ${-w * 0.22} ${w * 0.22} ${-w * 0.3}t${w * 0.16} ${w * 0.2}q${w * 0.08} ${-w * 0.06} ${w * 0.14} ${-w * 0.04}t${w * 0.14} ${w * 0.16}`,
      dye,
      more,
    )
  switch (shape) {
    case 'wire':
      return (
        shadow(on, 200, 250) +
        path(`M308 ${b - 276}l9 8v264l-9 4z`, '#ddd2b9') +
        box(92, b - 284, 216, 284, 6, lit(on, main)) +
        box(124, b - 232, 156, 150, 2, PAGE) +
        ridge(134, b - 116, 136, '#3a423f') +
        ridge(134, b - 100, 120, '#7f8a84', 1.8) +
        circle(244, b - 200, 13, 'none', { stroke: '#3a423f', 'stroke-width': 2.4 }) +
        range(7)
          .map((i) => line(`M${140 + i * 19} ${b - 94}l-3-${10 + (i % 3) * 5}`, '#3a423f', 2))
          .join('') +
        range(16)
          .map(
            (i) =>
              circle(106, b - 270 + i * 17, 4, shade(main, 0.6)) +
              line(
                `M106 ${b - 270 + i * 17}C84 ${b - 282 + i * 17} 78 ${b - 266 + i * 17} 92 ${b - 263 + i * 17}`,
                '#b9c0be',
                3.4,
              ),
          )
          .join('')
      )
    case 'panorama':
      return (
        shadow(on, 200, 330) +
        path(`M366 ${b - 158}l8 8v142l-8 6z`, '#ddd2b9') +
        box(36, b - 166, 330, 166, 6, lit(on, main)) +
        box(36, b - 166, 40, 166, 6, lit(on, shade(main, 0.34))) +
        ridge(96, b - 60, 250, accent, 3.4) +
        ridge(116, b - 44, 190, tint(main, 0.4), 2.2) +
        circle(300, b - 120, 17, 'none', { stroke: accent, 'stroke-width': 3.2 }) +
        line(`M96 ${b - 36}H348`, accent, 2) +
        pencil(110, b - 182, -2, '#3f8155')
      )
    case 'folio':
      return (
        shadow(on, 205, 260) +
        group(
          { transform: `rotate(3 200 ${b})` },
          box(108, b - 276, 206, 270, 2, '#efe5cf'),
          box(104, b - 280, 206, 270, 2, PAGE),
        ) +
        group(
          { transform: `rotate(7 200 ${b})` },
          box(122, b - 284, 196, 262, 2, '#fffdf5'),
          fern(262, b - 220, 0.5, '#8f9a86'),
        ) +
        box(86, b - 268, 222, 268, 5, lit(on, main)) +
        box(86, b - 268, 38, 268, 5, lit(on, accent)) +
        range(30)
          .map((i) => line(`M88 ${b - 262 + i * 8.7}h34`, shade(accent, 0.2), 0.8))
          .join('') +
        line(
          `M308 ${b - 134}c-34-28-60-20-52 2s40 16 52-2c-6 24-20 50-10 76m10-76c14 20 20 40 40 52`,
          accent,
          6,
        )
      )
    case 'block':
      return (
        shadow(on, 200, 270) +
        path(`M84 ${b - 26}h232v20q0 6-6 6h-220q-6 0-6-6z`, shade(accent, 0.1)) +
        range(4)
          .map((i) => line(`M86 ${b - 22 + i * 5}h228`, tint(accent, 0.5), 0.9))
          .join('') +
        box(84, b - 262, 232, 240, 3, '#fffdf5') +
        box(84, b - 262, 232, 22, 3, lit(on, accent)) +
        path(`M104 ${b - 130}q30-46 66-34t58-34q34 4 68 50v70H104z`, '#7fa9bd', { opacity: 0.55 }) +
        path(`M104 ${b - 96}q50-34 96-16t96-30v72H104z`, '#5f7742', { opacity: 0.5 }) +
        path(`M104 ${b - 66}q60-22 192-6v30H104z`, accent, { opacity: 0.6 }) +
        ellipse(252, b - 190, 20, 19, '#eba92f', { opacity: 0.65 }) +
        line(`M300 ${b - 20}L352 ${b - 210}`, '#7d5d3f', 8) +
        path(`M300 ${b - 24}l-12 30l22-26z`, '#2b2724')
      )
    case 'concertina': {
      const panel = (i: number) => {
        const [x, up] = [58 + i * 48, i % 2 ? 0 : 20]
        const next = i % 2 ? 20 : 0
        return (
          path(
            `M${x} ${b - 196 + up}L${x + 48} ${b - 196 + next}V${b - 20 + next}L${x} ${b - 20 + up}Z`,
            i % 2 ? '#fffdf5' : '#e8dfca',
          ) +
          line(
            `M${x + 8} ${b - 60 + up}v-${40 + (i % 3) * 22}h${16}v${18}h${16}v${26 + (i % 2) * 18}`,
            '#3a423f',
            2.2,
          ) +
          box(x + 13, b - 88 + up, 5, 8, 0, '#3a423f') +
          box(x + 29, b - 76 + next, 5, 8, 0, main)
        )
      }
      return (
        shadow(on, 200, 320) +
        range(6).map(panel).join('') +
        path(`M28 ${b - 206}l34 14v190l-34-14z`, lit(on, main)) +
        path(`M344 ${b - 176}l34-12v184l-34 10z`, lit(on, shade(main, 0.16))) +
        line(`M36 ${b - 120}l18 8`, accent, 4)
      )
    }
    default:
      return (
        shadow(on, 205, 240) +
        path(`M300 ${b - 280}l10 8v266l-10 6z`, '#cdb489') +
        box(96, b - 286, 204, 286, 5, lit(on, main)) +
        box(96, b - 286, 204, 34, 5, lit(on, ink === accent ? accent : shade(main, 0.6))) +
        range(8)
          .map((i) => line(`M${112 + i * 25} ${b - 269}h12`, '#cfd3cf', 2.4))
          .join('') +
        group({ transform: 'translate(0 8)' }, fern(200, b - 92, 1.06, '#fffdf5')) +
        line(`M148 ${b - 40}h104`, '#fffdf5', 2) +
        pencil(262, b - 30, -64, '#f5f1e6')
      )
  }
}
