import { shade, tint } from './colour.ts'
import { type Brush, FLOOR, lit, rounded, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range, type Sheet } from './svg.ts'
import { smooth, turned } from './turned.ts'

const steel = (on: Sheet) =>
  on.linear([
    [0, '#8f9896'],
    [0.2, '#f4f6f4'],
    [0.45, '#c4cbc9'],
    [0.75, '#87908e'],
    [1, '#626b6a'],
  ])
const ease = (t: number) => t * t * (3 - 2 * t)

/** A steel cup, bottle or flask. */
export function drawTravel({ on, main, accent, shape }: Brush): string {
  const b = FLOOR
  const paint = rounded(on, main)
  const cap = rounded(on, accent)
  const shine = (x: number, t: number, h: number) => box(x, t, 9, h, 4.5, '#fffaf0', { opacity: 0.34 })
  switch (shape) {
    case 'tumbler': {
      const body = turned(smooth(b - 240, b, (t) => 74 - t * 20))
      return (
        shadow(on, 200, 150) +
        path(body, paint) +
        on.clip(
          body,
          path(
            `M100 ${b - 160}Q200 ${b - 146} 300 ${b - 160}V${b - 76}Q200 ${b - 62} 100 ${b - 76}Z`,
            rounded(on, accent),
          ),
          ...range(5).map((i) =>
            line(
              `M100 ${b - 146 + i * 14}Q200 ${b - 132 + i * 14} 300 ${b - 146 + i * 14}`,
              shade(accent, 0.22),
              2,
            ),
          ),
        ) +
        path(
          turned([
            [79, b - 262],
            [80, b - 238],
          ]),
          rounded(on, shade(main, 0.35)),
        ) +
        path(
          turned([
            [66, b - 280],
            [72, b - 262],
          ]),
          rounded(on, shade(main, 0.45)),
        ) +
        box(186, b - 290, 34, 12, 5, accent) +
        shine(148, b - 226, 150)
      )
    }
    case 'bottle': {
      const body = turned(smooth(b - 258, b, (t) => (t < 0.22 ? 34 + ease(t / 0.22) * 34 : 68)))
      return (
        shadow(on, 200, 150) +
        path(body, paint) +
        on.clip(
          body,
          path(`M100 ${b - 34}Q200 ${b - 20} 300 ${b - 34}V${b + 30}H100Z`, steel(on)),
          group(
            { transform: `translate(200 ${b - 118})` },
            path('M-34 30l24-42 14 22 10-14 22 34z', tint(main, 0.82), { opacity: 0.95 }),
          ),
        ) +
        line(`M176 ${b - 300}C160 ${b - 346} 240 ${b - 346} 224 ${b - 300}`, accent, 11) +
        path(
          turned([
            [38, b - 308],
            [38, b - 258],
          ]),
          cap,
        ) +
        range(9)
          .map((i) => line(`M${168 + i * 8} ${b - 302}v40`, shade(accent, 0.4), 2))
          .join('') +
        shine(146, b - 190, 140)
      )
    }
    case 'press': {
      const body = turned(smooth(b - 214, b, () => 64))
      return (
        shadow(on, 200, 180) +
        line(`M262 ${b - 178}C330 ${b - 176} 330 ${b - 50} 262 ${b - 52}`, shade(main, 0.3), 18) +
        line(`M262 ${b - 178}C330 ${b - 176} 330 ${b - 50} 262 ${b - 52}`, tint(main, 0.2), 4, {
          opacity: 0.5,
        }) +
        line(`M200 ${b - 300}V${b - 222}`, '#9aa3a1', 6) +
        circle(200, b - 306, 17, lit(on, accent)) +
        path(body, paint) +
        on.clip(
          body,
          box(100, b - 140, 200, 62, 0, rounded(on, accent)),
          line(`M168 ${b - 110}h64M168 ${b - 98}h40`, tint(accent, 0.6), 4),
        ) +
        path(
          turned([
            [68, b - 234],
            [69, b - 208],
          ]),
          steel(on),
        ) +
        shine(150, b - 196, 176)
      )
    }
    case 'cup': {
      const body = turned(smooth(b - 132, b, (t) => 66 - t * 14))
      return (
        shadow(on, 200, 150) +
        path(body, paint) +
        ellipse(200, b - 132, 66, 12, steel(on)) +
        ellipse(200, b - 130, 58, 8.6, '#4a2f1e') +
        ellipse(188, b - 131, 26, 3, '#8a5c38', { opacity: 0.8 }) +
        on.clip(
          body,
          path(`M100 ${b - 30}Q200 ${b - 16} 300 ${b - 30}V${b + 30}H100Z`, rounded(on, accent)),
        ) +
        shine(150, b - 108, 66) +
        range(3)
          .map((i) =>
            line(`M${178 + i * 22} ${b - 158}c-10-18 10-24 0-44s8-22 2-34`, '#fffdf6', 5, { opacity: 0.5 }),
          )
          .join('')
      )
    }
    case 'flask': {
      const body = turned(smooth(b - 250, b, (t) => (t < 0.12 ? 52 + ease(t / 0.12) * 22 : 74)))
      return (
        shadow(on, 200, 170) +
        line(`M270 ${b - 214}C322 ${b - 208} 322 ${b - 78} 270 ${b - 74}`, '#3a3f42', 15) +
        path(body, paint) +
        on.clip(
          body,
          ...[0, 1, 2].map((i) =>
            path(
              `M100 ${b - 96 + i * 22}Q200 ${b - 82 + i * 22} 300 ${b - 96 + i * 22}v10Q200 ${b - 72 + i * 22} 100 ${b - 86 + i * 22}Z`,
              rounded(on, accent),
            ),
          ),
        ) +
        path(
          turned([
            [52, b - 330],
            [57, b - 322],
            [57, b - 252],
          ]),
          steel(on),
        ) +
        line(`M144 ${b - 264}Q200 ${b - 254} 256 ${b - 264}`, '#717b79', 2.4) +
        shine(142, b - 222, 112)
      )
    }
    default: {
      const body = turned(smooth(b - 164, b, (t) => 82 - t * 4))
      return (
        shadow(on, 205, 200) +
        line(`M278 ${b - 136}C346 ${b - 140} 342 ${b - 34} 276 ${b - 42}`, accent, 15) +
        line(`M278 ${b - 136}C346 ${b - 140} 342 ${b - 34} 276 ${b - 42}`, tint(accent, 0.45), 3, {
          transform: 'translate(0 -4)',
        }) +
        path(body, paint) +
        ellipse(200, b - 164, 83, 15, shade(main, 0.2)) +
        ellipse(200, b - 164, 83, 15, 'none', { stroke: accent, 'stroke-width': 6 }) +
        range(34)
          .map((i) =>
            ellipse(
              132 + ((i * 53) % 134),
              b - 140 + ((i * 37) % 126),
              1.5 + (i % 3) * 0.7,
              1.4 + (i % 2),
              accent,
              { opacity: 0.55 },
            ),
          )
          .join('') +
        path(`M236 ${b - 8}q8-10 14-2z`, '#3c4044') +
        shine(136, b - 136, 96)
      )
    }
  }
}
