import { shade, tint } from './colour.ts'
import { at, leaf, pot, SOIL, soil } from './pot.ts'
import { type Brush, shadow } from './scene.ts'
import { circle, ellipse, group, line, path, range } from './svg.ts'

/** A leafy plant in its pot. */
export function drawFoliage({ on, main, accent, shape, detail }: Brush): string {
  const half = { monstera: 74, fern: 72, rubber: 62, pilea: 70, calathea: 64, palm: 66 }[shape] ?? 68
  const y = SOIL[detail] ?? 330
  const plant: string[] = []
  const stem = (x: number, sy: number, dye = shade(main, 0.1), width = 5) =>
    line(`M200 ${y}Q${200 + (x - 200) * 0.25} ${(y + sy) / 2 - 20} ${x} ${sy}`, dye, width)
  if (shape === 'monstera') {
    for (const [x, sy, angle, size] of [
      [110, 214, 205, 0.82],
      [300, 222, -22, 0.82],
      [140, 130, 232, 1],
      [276, 126, -52, 1.02],
      [206, 92, -84, 1.12],
      [206, 226, -70, 0.8],
    ] as const) {
      plant.push(
        stem(x, sy),
        group(
          { transform: `translate(${x} ${sy}) rotate(${angle}) scale(${size})` },
          path(
            'M-14 0C-34-40 0-74 44-64L30-34L58-60C76-54 90-42 96-28L62-22L100-18C108-8 110 4 106 12L64 6L102 24C96 40 82 54 66 60L40 30L50 66C10 76-34 44-14 0Z',
            on.linear([
              [0, shade(main, 0.28)],
              [0.5, main],
              [1, tint(main, 0.18)],
            ]),
          ),
          line(
            'M-10 0C30-2 70-2 104 0M14-4C24-22 30-34 36-50M14 4C24 22 32 34 40 52M46-4C58-16 70-26 80-36M46 4C58 16 70 28 76 42',
            tint(main, 0.36),
            1.8,
            { opacity: 0.8 },
          ),
          ellipse(26, -18, 6, 3, shade(main, 0.5), { transform: 'rotate(-50 26 -18)' }),
          ellipse(26, 18, 6, 3, shade(main, 0.5), { transform: 'rotate(50 26 18)' }),
        ),
      )
    }
  }
  if (shape === 'fern') {
    const fronds = [
      [-172, 60],
      [172, 54],
      [-150, -30],
      [152, -36],
      [-116, -96],
      [118, -100],
      [-66, -150],
      [70, -146],
      [-20, -170],
      [26, -132],
    ] as const
    for (const [dx, dy] of fronds) {
      const [cx, cy] = [dx * 0.42, Math.min(dy - 90, -130)]
      const point = (t: number) =>
        [200 + 2 * t * (1 - t) * cx + t * t * dx, y + 2 * t * (1 - t) * cy + t * t * (dy - 20)] as const
      const leaflets = range(22).flatMap((i) => {
        const t = 0.12 + (i / 22) * 0.88
        const [px, py] = point(t)
        const [qx, qy] = point(t - 0.03)
        const turn = (Math.atan2(py - qy, px - qx) * 180) / Math.PI
        const len = 30 * Math.sin(Math.min(1, t * 1.5) * Math.PI * 0.5) * (1.12 - t) + 4
        return [66, -66].map((side) =>
          at(px, py, turn + side, path(leaf(len, 4.6), side > 0 ? shade(main, 0.12) : tint(main, 0.12))),
        )
      })
      plant.push(
        line(`M200 ${y}Q${200 + cx} ${y + cy} ${200 + dx} ${y + dy - 20}`, shade(main, 0.24), 2.6),
        ...leaflets,
      )
    }
  }
  if (shape === 'rubber') {
    plant.push(line(`M200 ${y}C196 230 204 150 200 76`, '#5d4a33', 8))
    for (const [i, side] of range(10).map((n) => [n, n % 2 ? 1 : -1] as const)) {
      const ly = 300 - i * 24
      plant.push(
        at(
          200,
          ly,
          side > 0 ? -28 - i * 3 : -152 + i * 3,
          path(
            leaf(118 - i * 4, 34 - i),
            on.linear([
              [0, shade(main, 0.3)],
              [0.6, main],
              [1, tint(main, 0.2)],
            ]),
          ),
          line(`M4 0H${108 - i * 4}`, tint(main, 0.4), 2.4),
        ),
      )
    }
    plant.push(at(200, 84, -90, path(leaf(64, 9), '#b5523c')))
  }
  if (shape === 'pilea') {
    for (const [x, sy, r] of [
      [96, 262, 32],
      [304, 258, 33],
      [78, 196, 34],
      [322, 192, 33],
      [126, 142, 36],
      [276, 136, 37],
      [200, 106, 40],
      [160, 206, 34],
      [244, 208, 35],
      [200, 270, 30],
      [140, 290, 24],
      [262, 292, 24],
    ] as const) {
      plant.push(
        stem(x, sy, '#8a6f52', 3),
        circle(
          x,
          sy,
          r,
          on.radial([
            [0, tint(main, 0.22)],
            [0.75, main],
            [1, shade(main, 0.22)],
          ]),
        ),
        circle(x - r * 0.1, sy + r * 0.1, 3, '#fffaf0', { opacity: 0.85 }),
        line(
          `M${x - r * 0.1} ${sy + r * 0.1}l${r * 0.6} ${-r * 0.5}m${-r * 0.6} ${r * 0.5}l${-r * 0.5} ${-r * 0.5}m${r * 0.5} ${r * 0.5}l${r * 0.5} ${r * 0.4}`,
          tint(main, 0.5),
          1.2,
          { opacity: 0.7 },
        ),
      )
    }
  }
  if (shape === 'calathea') {
    const deep = '#2f5a3f'
    for (const [x, sy, angle, size] of [
      [150, 258, 206, 0.86],
      [250, 256, -26, 0.86],
      [160, 206, 224, 1],
      [246, 200, -44, 1],
      [182, 168, 248, 1.06],
      [222, 160, -70, 1.08],
      [202, 200, -88, 0.96],
    ] as const) {
      const d = 'M0 0C18-40 78-46 128 0C78 46 18 40 0 0Z'
      plant.push(
        stem(x, sy, accent, 4),
        group(
          { transform: `translate(${x} ${sy}) rotate(${angle}) scale(${size})` },
          path(d, deep),
          path('M8 0C24-32 76-38 118 0C76 38 24 32 8 0Z', main),
          ...range(7).map((i) =>
            path(
              `M${14 + i * 14} 0Q${26 + i * 14}-${20 - Math.abs(i - 3) * 3} ${34 + i * 13}-${28 - Math.abs(i - 3) * 5}Q${28 + i * 14}-8 ${22 + i * 14} 0Q${28 + i * 14} 8 ${34 + i * 13} ${28 - Math.abs(i - 3) * 5}Q${26 + i * 14} ${20 - Math.abs(i - 3) * 3} ${14 + i * 14} 0Z`,
              deep,
            ),
          ),
          line('M2 0H124', tint(main, 0.4), 2),
        ),
      )
    }
  }
  if (shape === 'palm') {
    for (const [lean, rise] of [
      [-150, 130],
      [150, 126],
      [-118, 196],
      [120, 192],
      [-66, 246],
      [70, 240],
      [-14, 262],
      [22, 216],
    ] as const) {
      const point = (t: number) => [200 + lean * t * t, y - rise * (2 * t - t * t)] as const
      plant.push(
        line(`M200 ${y}Q200 ${y - rise} ${200 + lean} ${y - rise}`, shade(main, 0.2), 3.4),
        ...range(15).flatMap((i) => {
          const t = 0.34 + i * 0.046
          const [px, py] = point(t)
          const turn = (Math.atan2(-rise * (2 - 2 * t), 2 * lean * t) * 180) / Math.PI
          const len = 56 * Math.sin(((i + 3) / 18) * Math.PI) + 8
          return [38, -38].map((side) =>
            at(px, py, turn + side, path(leaf(len, 4.8), side > 0 ? main : tint(main, 0.2))),
          )
        }),
      )
    }
  }
  return [shadow(on, 200, half * 2.2), soil(detail, half), ...plant, pot(on, detail, half, accent)].join('')
}
