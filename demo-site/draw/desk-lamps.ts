import { shade, tint } from './colour.ts'
import { beam, brass, foot, halo, opal } from './light.ts'
import { type Brush, FLOOR, lit, rounded, shadow } from './scene.ts'
import { box, circle, ellipse, line, path, range } from './svg.ts'

/** A lamp for a desk, switched on. */
export function drawDeskLamp({ on, main, accent, shape }: Brush): string {
  const b = FLOOR
  switch (shape) {
    case 'arm':
      return [
        shadow(on, 130, 140),
        halo(on, 282, 216, 130),
        beam(on, `M246 214L330 184L372 ${b}H196Z`),
        foot(on, 128, 62, shade(main, 0.12)),
        line(`M128 ${b - 16}L96 250L252 142`, shade(main, 0.3), 13),
        line(`M128 ${b - 18}L96 250L252 142`, tint(main, 0.12), 6),
        circle(96, 250, 14, lit(on, accent)),
        circle(96, 250, 5, shade(accent, 0.4)),
        circle(252, 142, 11, lit(on, accent)),
        path('M238 128C258 112 286 120 296 140L338 180C312 214 268 222 240 218Z', lit(on, main)),
        path('M338 180C312 214 268 222 240 218C262 200 306 182 338 180Z', '#fff2c4'),
      ].join('')
    case 'mushroom':
      return [
        shadow(on, 200, 190),
        halo(on, 200, 300, 190, 0.6),
        path(
          `M172 280C176 340 164 ${b - 30} 140 ${b - 8}Q200 ${b + 14} 260 ${b - 8}C236 ${b - 30} 224 340 228 280Z`,
          rounded(on, main),
        ),
        path(
          'M76 292C70 196 138 150 200 150S330 196 324 292C300 320 100 320 76 292Z',
          on.linear([
            [0, tint(main, 0.4)],
            [0.3, main],
            [1, accent],
          ]),
        ),
        path('M76 292C100 320 300 320 324 292C300 304 100 304 76 292Z', '#fff2c4'),
        path('M110 236C120 196 150 178 178 174', 'none', {
          stroke: '#fffaf0',
          'stroke-width': 10,
          'stroke-linecap': 'round',
          opacity: 0.5,
        }),
      ].join('')
    case 'globe':
      return [
        shadow(on, 200, 130),
        halo(on, 200, 270, 200, 0.9),
        foot(on, 200, 58, accent),
        path(
          `M184 ${b - 18}C190 ${b - 44} 186 ${b - 58} 172 ${b - 70}H228C214 ${b - 58} 210 ${b - 44} 216 ${b - 18}Z`,
          rounded(on, accent),
        ),
        circle(200, 270, 98, opal(on)),
        ellipse(164, 228, 26, 16, '#ffffff', { opacity: 0.6, transform: 'rotate(-38 164 228)' }),
      ].join('')
    case 'bankers':
      return [
        shadow(on, 200, 180),
        halo(on, 200, 260, 170, 0.7),
        beam(on, `M96 232H304L348 ${b}H52Z`),
        foot(on, 200, 76, brass),
        line(`M200 ${b - 20}V230`, shade(brass, 0.25), 13),
        line(`M198 ${b - 20}V230`, tint(brass, 0.4), 4),
        ...[300, 340, 380].map((y) => ellipse(200, y, 13, 5, brass)),
        path(
          'M84 232C84 176 116 160 140 160H260C284 160 316 176 316 232C290 240 110 240 84 232Z',
          on.linear(
            [
              [0, tint(main, 0.36)],
              [0.4, main],
              [1, shade(main, 0.34)],
            ],
            true,
          ),
        ),
        path('M84 232C110 240 290 240 316 232C290 226 110 226 84 232Z', '#fff2c4'),
        path('M112 188Q200 172 288 188', 'none', {
          stroke: '#fffaf0',
          'stroke-width': 8,
          'stroke-linecap': 'round',
          opacity: 0.4,
        }),
        ellipse(200, 158, 16, 7, brass),
        line('M268 236V300', brass, 2.4, { 'stroke-dasharray': '1 4' }),
        circle(268, 306, 6, accent),
      ].join('')
    case 'lantern':
      return [
        shadow(on, 200, 150),
        halo(on, 200, 310, 170, 0.9),
        line('M128 216C120 108 280 108 272 216', shade(main, 0.35), 7),
        box(182, 126, 36, 14, 7, accent),
        path('M146 216C150 190 250 190 254 216L264 240H136Z', lit(on, main)),
        path(
          `M142 240C124 290 124 340 142 ${b - 46}H258C276 340 276 290 258 240Z`,
          on.radial([
            [0, '#fffbe8'],
            [0.5, '#ffe9ad'],
            [1, '#e9c277'],
          ]),
        ),
        path('M192 338C178 320 200 306 200 282C222 306 222 326 208 338Z', '#ffb53e'),
        ...[-40, 0, 40].map((x) =>
          line(
            `M${200 + x} 240C${200 + x * 1.5} 290 ${200 + x * 1.5} 340 ${200 + x} ${b - 46}`,
            shade(main, 0.4),
            4,
          ),
        ),
        line('M128 312H272', shade(main, 0.4), 4),
        path(`M132 ${b - 48}H268L278 ${b - 4}Q200 ${b + 10} 122 ${b - 4}Z`, rounded(on, main)),
        circle(200, b - 24, 10, accent),
      ].join('')
    default:
      return [
        shadow(on, 200, 130),
        halo(on, 200, 290, 180, 0.6),
        beam(on, `M112 282H288L330 ${b}H70Z`),
        foot(on, 200, 56, accent),
        line(`M200 ${b - 16}V150`, shade(accent, 0.45), 7),
        path(
          'M172 136H228L298 278Q200 300 102 278Z',
          on.linear(
            [
              [0, tint(main, 0.35)],
              [1, main],
            ],
            true,
          ),
        ),
        ...range(13).map((i) =>
          line(
            `M${174 + i * 4.4} 137L${106 + i * 15.6} ${279 + Math.sin((i / 12) * Math.PI) * 9}`,
            i % 2 ? shade(main, 0.2) : tint(main, 0.45),
            2,
          ),
        ),
        path('M102 278Q200 300 298 278Q200 288 102 278Z', '#fff2c4'),
        circle(200, 130, 7, accent),
      ].join('')
  }
}
