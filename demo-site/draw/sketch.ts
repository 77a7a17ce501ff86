import { lightness, shade, tint } from './colour.ts'
import { fern, PAGE } from './cover.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range } from './svg.ts'

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
