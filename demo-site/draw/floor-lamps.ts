import { shade, tint } from './colour.ts'
import { beam, brass, foot, halo, opal } from './light.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, circle, ellipse, line, path, range } from './svg.ts'

/** A lamp that stands on the floor, switched on. */
export function drawFloorLamp({ on, main, accent, shape }: Brush): string {
  const b = FLOOR + 12
  const drum = (top: number, bottom: number, tw: number, bw: number, dye: string) =>
    halo(on, 200, (top + bottom) / 2, 190, 0.75) +
    path(
      `M${200 - tw} ${top}Q200 ${top - 8} ${200 + tw} ${top}L${200 + bw} ${bottom}Q200 ${bottom + 14} ${200 - bw} ${bottom}Z`,
      on.linear([
        [0, shade(dye, 0.08)],
        [0.4, tint(dye, 0.5)],
        [0.6, tint(dye, 0.3)],
        [1, shade(dye, 0.16)],
      ]),
    ) +
    ellipse(200, bottom, bw, 9, '#fff2c4')
  switch (shape) {
    case 'tripod':
      return [
        shadow(on, 200, 210, b),
        line(`M200 210L206 ${b - 22}`, shade(accent, 0.3), 9),
        line(`M198 206L104 ${b}`, accent, 11),
        line(`M202 206L300 ${b}`, shade(accent, 0.16), 11),
        line(`M164 310Q200 322 240 310`, brass, 4),
        circle(200, 208, 14, lit(on, brass)),
        drum(76, 196, 74, 96, main),
      ].join('')
    case 'arc':
      return [
        shadow(on, 96, 120, b),
        halo(on, 296, 214, 140),
        beam(on, `M244 216H348L384 ${b}H206Z`),
        path(
          `M50 ${b - 26}Q96 ${b - 36} 142 ${b - 26}V${b - 4}Q96 ${b + 8} 50 ${b - 4}Z`,
          lit(on, '#8b908e'),
        ),
        line(`M96 ${b - 28}C76 120 190 20 296 150`, main, 8),
        line(`M94 ${b - 28}C74 122 188 24 294 150`, tint(main, 0.4), 2, { opacity: 0.6 }),
        path('M240 216C240 162 276 148 296 148S352 162 352 216Q296 232 240 216Z', lit(on, accent)),
        ellipse(296, 217, 54, 8, '#fff2c4'),
      ].join('')
    case 'pole':
      return [
        shadow(on, 200, 130, b),
        foot(on, 200, 58, shade(accent, 0.1), b),
        line(`M200 ${b - 18}V180`, '#d3b78b', 9),
        range(6)
          .map((i) => line(`M196 ${240 + i * 32}h${5 + (i % 3)}`, '#6b5236', 2.4))
          .join(''),
        drum(66, 190, 62, 78, main),
      ].join('')
    case 'column':
      return [
        shadow(on, 200, 150, b),
        halo(on, 200, 240, 230, 0.7),
        path(
          `M138 70Q200 58 262 70C276 160 256 260 268 ${b - 14}Q200 ${b} 132 ${b - 14}C144 260 124 160 138 70Z`,
          on.linear([
            [0, shade(accent, 0.02)],
            [0.3, '#fffaea'],
            [0.6, '#fff4d6'],
            [1, accent],
          ]),
        ),
        ...range(21).map((i) =>
          line(
            `M${136 - Math.sin(i * 0.42) * 3} ${84 + i * 16.6}Q200 ${96 + i * 16.6} ${264 + Math.sin(i * 0.42) * 3} ${84 + i * 16.6}`,
            shade(accent, 0.2),
            1.8,
            { opacity: 0.65 },
          ),
        ),
        ellipse(200, 68, 58, 7, shade(accent, 0.3)),
        line(`M150 ${b - 10}v12m100-12v12`, '#4a3a2a', 6),
      ].join('')
    case 'reading':
      return [
        shadow(on, 150, 130, b),
        halo(on, 266, 200, 120),
        beam(on, `M224 196L300 214L350 ${b}H190Z`),
        foot(on, 150, 60, shade(main, 0.1), b),
        line(`M150 ${b - 18}V64`, shade(main, 0.22), 8),
        circle(150, 62, 7, accent),
        line('M150 170L262 130', shade(main, 0.22), 7),
        box(138, 158, 24, 26, 5, lit(on, accent)),
        path('M250 112L284 124L306 214Q260 222 222 192Z', lit(on, main)),
        path('M306 214Q260 222 222 192Q264 192 306 214Z', '#fff2c4'),
      ].join('')
    default:
      return [
        shadow(on, 200, 140, b),
        foot(on, 200, 62, shade(main, 0.1), b),
        line(`M200 ${b - 18}V96M200 240C236 236 262 226 262 196M200 310C160 306 138 300 138 272`, main, 7),
        ...(
          [
            [200, 92, 46],
            [262, 174, 36],
            [138, 250, 40],
          ] as const
        ).map(
          ([x, y, r]) =>
            halo(on, x, y, r * 2.6, 0.7) +
            circle(x, y, r, opal(on)) +
            ellipse(x - r * 0.36, y - r * 0.4, r * 0.26, r * 0.16, '#ffffff', { opacity: 0.6 }),
        ),
        ...[138, 220, 292].map((y, i) =>
          ellipse([200, 262, 138][i]!, [140, 212, 292][i]! || y, 12, 5, brass),
        ),
      ].join('')
  }
}
