import { mix, shade, tint } from './colour.ts'
import { blade, pot, SOIL, soil } from './pot.ts'
import { type Brush, rounded, shadow } from './scene.ts'
import { circle, ellipse, group, line, path, range } from './svg.ts'

/** A succulent in its pot. */
export function drawSucculent({ on, main, accent, shape, detail }: Brush): string {
  const half = { echeveria: 82, aloe: 66, cactus: 58, haworthia: 60, paddle: 70, pearls: 62 }[shape] ?? 70
  const y = SOIL[detail] ?? 330
  const stand = detail === 'hang' ? '' : shadow(on, 200, half * 2.1)
  const plant: string[] = []
  if (shape === 'echeveria') {
    for (const [ring, count, length, width] of [
      [0, 13, 112, 30],
      [1, 11, 90, 28],
      [2, 9, 68, 24],
      [3, 7, 46, 18],
      [4, 5, 26, 12],
    ] as const) {
      plant.push(
        ...range(count).map((i) => {
          const angle = (i / count) * 360 + ring * 17
          const dye = mix(main, '#4f7f6a', 0.5 - ring * 0.1)
          return group(
            { transform: `translate(200 ${y - 52}) scale(1 .72) rotate(${angle})` },
            path(
              `M0 0C${length * 0.3} ${-width} ${length * 0.8} ${-width * 0.9} ${length} 0C${length * 0.8} ${width * 0.9} ${length * 0.3} ${width} 0 0Z`,
              on.linear([
                [0, shade(dye, 0.3)],
                [0.7, tint(dye, 0.1 + ring * 0.06)],
                [0.92, tint(dye, 0.4)],
                [1, '#d77a6a'],
              ]),
              { stroke: shade(dye, 0.36), 'stroke-width': 1 },
            ),
          )
        }),
      )
    }
  }
  if (shape === 'aloe') {
    for (const [lean, rise, width] of [
      [-118, 130, 26],
      [116, 138, 26],
      [-74, 190, 30],
      [80, 184, 30],
      [-30, 226, 32],
      [34, 216, 32],
      [2, 170, 34],
    ] as const) {
      const d = blade(200 + lean * 0.16, y + 4, lean, rise, width)
      plant.push(
        path(
          d,
          on.linear([
            [0, tint(main, 0.26)],
            [0.5, main],
            [1, shade(main, 0.3)],
          ]),
        ),
        ...range(7).map((i) =>
          circle(200 + lean * (0.16 + i * 0.1), y - rise * (0.14 + i * 0.11), 1.8, tint(main, 0.6)),
        ),
      )
    }
  }
  if (shape === 'cactus') {
    const column = (x: number, top: number, w: number) =>
      `M${x - w} ${y + 4}V${top + w}A${w} ${w} 0 0 1 ${x + w} ${top + w}V${y + 4}Z`
    const armD = `M236 ${y - 84}H262V${y - 150}A20 20 0 0 1 302 ${y - 150}V${y - 66}Q302 ${y - 46} 282 ${y - 46}H236Z`
    plant.push(
      path(armD, rounded(on, shade(main, 0.05))),
      path(column(200, y - 248, 44), rounded(on, tint(main, 0.08))),
      ...range(6).map((i) =>
        line(`M${164 + i * 14.4} ${y}V${y - 226 + Math.abs(i - 2.5) * 9}`, shade(main, 0.34), 2.2),
      ),
      ...range(54).map((i) =>
        line(`M${164 + (i % 6) * 14.4} ${y - 14 - Math.floor(i / 6) * 23}l-5-4m5 4l5-4`, '#f4ecd2', 1.6),
      ),
      ...range(8).map((i) => circle(268 + (i % 3) * 13, y - 62 - i * 12, 1.7, '#f4ecd2')),
    )
    plant.push(
      ...range(7).map((i) =>
        ellipse(200, y - 252, 15, 6, i % 2 ? '#e88aa0' : '#f4b3bf', {
          transform: `rotate(${i * 26 - 78} 200 ${y - 244})`,
        }),
      ),
      circle(200, y - 250, 5, '#f3c64c'),
    )
  }
  if (shape === 'haworthia') {
    for (const [lean, rise, width] of [
      [-104, 70, 26],
      [104, 74, 26],
      [-80, 116, 28],
      [84, 112, 28],
      [-46, 150, 28],
      [50, 146, 28],
      [-10, 166, 28],
      [16, 128, 28],
    ] as const) {
      const d = blade(200 + lean * 0.2, y + 4, lean, rise, width)
      plant.push(
        path(
          d,
          on.linear([
            [0, tint(main, 0.14)],
            [1, shade(main, 0.3)],
          ]),
        ),
        on.clip(
          d,
          ...range(12).map((i) =>
            line(`M${180 + lean * (0.2 + i * 0.066)} ${y - 6 - rise * i * 0.082}q20 -6 44 2`, accent, 2.6, {
              opacity: 0.85,
            }),
          ),
        ),
      )
    }
  }
  if (shape === 'paddle') {
    const pad = (x: number, py: number, rx: number, ry: number, turn: number) =>
      group(
        { transform: `rotate(${turn} ${x} ${py + ry})` },
        ellipse(
          x,
          py,
          rx,
          ry,
          on.linear([
            [0, tint(main, 0.28)],
            [0.5, main],
            [1, shade(main, 0.28)],
          ]),
        ),
        ...range(15).map((i) =>
          circle(
            x - rx * 0.5 + (i % 3) * rx * 0.5,
            py - ry * 0.66 + Math.floor(i / 3) * ry * 0.33,
            2,
            '#f0e6c4',
          ),
        ),
      )
    plant.push(
      pad(196, y - 62, 50, 74, 2),
      pad(146, y - 156, 38, 54, -26),
      pad(248, y - 150, 40, 58, 24),
      pad(206, y - 184, 34, 50, 4),
      pad(272, y - 232, 26, 36, 30),
      ...[0, 1, 2].map((i) =>
        ellipse(196 + i * 12, y - 238 - (i % 2) * 8, 8, 14, i % 2 ? accent : tint(accent, 0.25), {
          transform: `rotate(${-20 + i * 20} ${196 + i * 12} ${y - 226})`,
        }),
      ),
    )
  }
  if (shape === 'pearls') {
    const strands = range(13)
    const bead = (x: number, by: number, r: number, i: number) =>
      circle(x, by, r, i % 3 === 0 ? tint(main, 0.24) : i % 3 === 1 ? main : shade(main, 0.16)) +
      circle(x - r * 0.3, by - r * 0.3, r * 0.28, '#fffaf0', { opacity: 0.5 })
    const trail = strands.map((s) => {
      const x0 = 134 + s * 11
      const long = 9 + ((s * 7) % 11)
      return (
        line(
          `M${x0} ${y}C${x0 + (s - 6) * 2} ${y + 8} ${x0 + (s - 6) * 2.6} ${y + 40} ${x0 + (s - 6) * 2.4} ${y + long * 13}`,
          shade(main, 0.2),
          1.8,
        ) +
        range(long)
          .map((i) =>
            bead(x0 + (s - 6) * Math.min(2.5, i * 0.7) + ((i + s) % 2 ? 4 : -4), y + 2 + i * 13, 6.4, i + s),
          )
          .join('')
      )
    })
    return [
      line(`M${200 - half} ${y + 4}L200 40L${200 + half} ${y + 4}M200 40V0`, '#6d5a3e', 3),
      soil(detail, half),
      pot(on, detail, half, accent),
      ...range(24).map((i) => bead(142 + ((i * 47) % 118), y - 8 + ((i * 13) % 16), 6.6, i)),
      ...trail,
    ].join('')
  }
  return [stand, soil(detail, half), ...plant, pot(on, detail, half, accent)].join('')
}
