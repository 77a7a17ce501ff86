import { shade, tint } from './colour.ts'
import { circle, ellipse, line, path, range } from './svg.ts'

interface Marks {
  main: string
  accent: string
  seat: number
  ball: number
  top: number
  rise: number
}

/** What tells one upper from another: panels, stripes, rands, stitches. */
export function finish(detail: string, { main, accent, seat, ball, top, rise }: Marks): string[] {
  const stitch = { 'stroke-dasharray': '3 4', opacity: 0.75 }
  const toe = `M272 ${seat - 60}C296 ${seat - 30} 300 ${seat - 10} 292 ${seat + 30}L370 ${seat + 30}L370 ${seat - 60}Z`
  const counter = `M40 ${top - 20}L92 ${top + rise * 0.8 + 12}C104 ${seat - 40} 116 ${seat - 10} 122 ${seat + 30}L40 ${seat + 30}Z`
  const stay = `M150 ${top - 10}C178 ${seat - 74} 226 ${seat - 56} 280 ${seat - 46}L262 ${seat - 26}C210 ${seat - 34} 170 ${seat - 50} 138 ${top + 34}Z`
  switch (detail) {
    case 'mesh':
      return [
        ...range(9).flatMap((row) =>
          range(26).map((col) =>
            circle(70 + col * 11 + (row % 2) * 5.5, seat - 78 + row * 10, 1.5, shade(main, 0.4)),
          ),
        ),
        path(
          `M112 ${seat + 20}C150 ${seat - 30} 190 ${seat - 60} 226 ${seat - 66}L250 ${seat - 58}C220 ${seat - 40} 190 ${seat - 10} 172 ${seat + 20}Z`,
          accent,
        ),
        path(toe, shade(main, 0.22)),
      ]
    case 'stripes':
      return [
        path(counter, shade(main, 0.25)),
        path(toe, shade(main, 0.25)),
        ...range(3).map((i) =>
          path(
            `M${146 + i * 30} ${seat + 20}L${176 + i * 26} ${seat - 66}h13L${164 + i * 30} ${seat + 20}Z`,
            i === 1 ? tint(accent, 0.3) : accent,
          ),
        ),
        path(stay, shade(main, 0.12)),
      ]
    case 'rand':
      return [
        path(
          `M40 ${seat - 16}C150 ${seat - 2} 230 ${ball - 16} 280 ${seat - 34}C310 ${seat - 44} 340 ${ball - 44} 370 ${ball - 20}L370 ${seat + 40}L40 ${seat + 40}Z`,
          '#2b2a29',
        ),
        path(stay, accent),
        line(`M96 ${top + 10}C120 ${seat - 44} 170 ${seat - 30} 250 ${seat - 22}`, accent, 4),
      ]
    case 'panel':
      return [
        path(toe, shade(main, 0.2)),
        path(counter, accent),
        path(stay, shade(main, 0.14)),
        line(
          `M128 ${seat - 6}C170 ${seat - 24} 220 ${seat - 26} 284 ${seat - 22}`,
          tint(main, 0.3),
          2,
          stitch,
        ),
        line(
          `M98 ${top + rise * 0.8 + 16}C110 ${seat - 40} 122 ${seat - 10} 128 ${seat + 20}`,
          tint(main, 0.35),
          2,
          stitch,
        ),
      ]
    case 'plain':
      return range(3).map((row) =>
        range(6 - row)
          .map((i) =>
            ellipse(196 + i * 24 + row * 10, seat - 40 + row * 15 + i * 1.5, 5, 4, shade(main, 0.45)),
          )
          .join(''),
      )
    case 'tab':
      return [
        path(`M40 ${top - 14}L100 ${top - 4}L92 ${top + 42}L40 ${top + 46}Z`, accent),
        line(stay, shade(main, 0.25), 1.8, stitch),
        line(
          `M272 ${seat - 44}C290 ${seat - 24} 294 ${seat - 8} 290 ${seat + 10}`,
          shade(main, 0.25),
          1.8,
          stitch,
        ),
        range(4)
          .map((i) => circle(306 + i * 9, seat - 24 + i * 2, 1.7, shade(main, 0.35)))
          .join(''),
      ]
    case 'stitch':
      return [
        path(stay, shade(main, 0.2)),
        line(`M268 ${seat - 52}C280 ${seat - 30} 284 ${seat - 10} 280 ${seat + 20}`, shade(main, 0.5), 2),
        line(`M274 ${seat - 50}C286 ${seat - 30} 290 ${seat - 10} 286 ${seat + 20}`, accent, 1.6, stitch),
        line(`M138 ${top + 34}C150 ${seat - 30} 170 ${seat - 6} 190 ${seat + 20}`, accent, 1.6, stitch),
        path(
          `M300 ${seat - 34}C322 ${seat - 26} 338 ${seat - 14} 344 ${seat - 4}C326 ${seat - 14} 312 ${seat - 22} 300 ${seat - 34}Z`,
          tint(main, 0.4),
          { opacity: 0.7 },
        ),
      ]
    case 'gore':
      return [
        path(
          `M96 ${top - 10}L140 ${top - 10}C140 ${top + 40} 146 ${seat - 60} 152 ${seat - 44}C132 ${seat - 34} 112 ${seat - 36} 96 ${seat - 46}C102 ${seat - 90} 100 ${top + 30} 96 ${top - 10}Z`,
          accent,
        ),
        ...range(7).map((i) =>
          line(`M${101 + i * 6} ${top + 8}L${103 + i * 6.4} ${seat - 44}`, shade(accent, 0.35), 1.4),
        ),
        path(
          `M290 ${seat - 40}C318 ${seat - 32} 338 ${seat - 18} 346 ${seat - 6}C322 ${seat - 18} 306 ${seat - 26} 290 ${seat - 40}Z`,
          tint(main, 0.5),
          { opacity: 0.5 },
        ),
      ]
    case 'saddle':
      return [
        path(`M166 ${seat - 90}L226 ${seat - 70}L216 ${seat + 20}L170 ${seat + 20}Z`, shade(main, 0.25)),
        path(`M182 ${seat - 40}h26l-5 12h-16z`, accent),
        line(`M226 ${seat - 54}C262 ${seat - 56} 300 ${seat - 44} 326 ${seat - 18}`, shade(main, 0.45), 3),
      ]
    case 'wave':
      return [
        path(toe, tint(main, 0.55)),
        path(counter, shade(main, 0.2)),
        path(
          `M120 ${seat - 8}C160 ${seat - 60} 186 ${seat + 6} 226 ${seat - 34}C238 ${seat - 48} 246 ${seat - 56} 262 ${seat - 52}C240 ${seat - 20} 220 ${seat + 16} 186 ${seat}C160 ${seat - 16} 148 ${seat - 14} 130 ${seat + 10}Z`,
          accent,
        ),
        path(stay, tint(main, 0.4)),
      ]
    default:
      return [
        line(
          `M138 ${top + 28}C152 ${seat - 40} 178 ${seat - 16} 196 ${seat + 16}`,
          shade(main, 0.4),
          2,
          stitch,
        ),
        path(
          `M40 ${top - 12}L74 ${top - 12}C72 ${seat - 60} 78 ${seat - 30} 84 ${seat + 20}L40 ${seat + 20}Z`,
          accent,
        ),
      ]
  }
}
