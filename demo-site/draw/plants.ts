import { mix, shade, tint } from './colour.ts'
import { type Brush, FLOOR, rounded, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range, type Sheet } from './svg.ts'

/** Where the soil is, for a pot of a given kind. */
const SOIL: Record<string, number> = {
  round: 338,
  straight: 330,
  foot: 324,
  tall: 316,
  hang: 176,
  basket: 322,
}

/** The back of the pot's mouth and the soil; draw the plant after it, the pot's front last. */
const soil = (kind: string, half: number) => {
  const y = SOIL[kind] ?? 330
  return (
    ellipse(200, y, half, half * 0.15, '#2d2019') + ellipse(200, y + 2, half * 0.9, half * 0.11, '#48352a')
  )
}

function pot(on: Sheet, kind: string, half: number, dye: string): string {
  const y = SOIL[kind] ?? 330
  const b = kind === 'hang' ? y + 96 : FLOOR
  const front = (foot: number, bulge: number) =>
    `M${200 - half} ${y}Q200 ${y + half * 0.3} ${200 + half} ${y}C${200 + half + bulge} ${y + (b - y) * 0.5} ${200 + foot + bulge * 0.4} ${b - 12} ${200 + foot} ${b - 2}Q200 ${b + 10} ${200 - foot} ${b - 2}C${200 - foot - bulge * 0.4} ${b - 12} ${200 - half - bulge} ${y + (b - y) * 0.5} ${200 - half} ${y}Z`
  const glaze = rounded(on, dye)
  const rim = line(`M${200 - half} ${y}Q200 ${y + half * 0.3} ${200 + half} ${y}`, tint(dye, 0.3), 4)
  switch (kind) {
    case 'round':
      return path(front(half * 0.62, 18), glaze) + rim
    case 'foot':
      return (
        box(160, b - 34, 12, 38, 3, '#7d5d3f') +
        box(228, b - 34, 12, 38, 3, '#6a4d33') +
        path(
          `M${200 - half} ${y}Q200 ${y + half * 0.3} ${200 + half} ${y}L${200 + half * 0.84} ${b - 26}Q200 ${b - 12} ${200 - half * 0.84} ${b - 26}Z`,
          glaze,
        ) +
        rim
      )
    case 'tall':
      return (
        path(front(half * 0.7, 0), glaze) +
        on.clip(
          front(half * 0.7, 0),
          path(`M60 ${b - 44}Q200 ${b - 30} 340 ${b - 44}V${b + 20}H60Z`, shade(dye, 0.4), { opacity: 0.5 }),
        ) +
        rim
      )
    case 'hang':
      return path(front(half * 0.5, 16), glaze) + rim
    case 'basket': {
      const d = front(half * 0.86, 12)
      return (
        path(d, rounded(on, mix(dye, '#c9a36b', 0.6))) +
        on.clip(
          d,
          ...range(9).flatMap((row) =>
            range(17).map((col) =>
              ellipse(
                104 + col * 12.4 + (row % 2) * 6,
                y + 16 + row * 12.4,
                5.6,
                3.6,
                row % 2 ? '#8a6a3d' : '#e5cb98',
                { opacity: 0.42 },
              ),
            ),
          ),
        ) +
        rim
      )
    }
    default:
      return (
        path(front(half * 0.78, 0), glaze) +
        line(
          `M${200 - half + 3} ${y + 26}Q200 ${y + 26 + half * 0.3} ${200 + half - 3} ${y + 26}`,
          shade(dye, 0.3),
          3,
        ) +
        rim
      )
  }
}

/** A pointed blade from (x, y) leaning `lean` and rising `rise`, `width` at its belly. */
const blade = (x: number, y: number, lean: number, rise: number, width: number): string =>
  `M${x - width * 0.5} ${y}C${x - width * 0.6 + lean * 0.3} ${y - rise * 0.5} ${x + lean * 0.8 - width * 0.2} ${y - rise * 0.9} ${x + lean} ${y - rise}C${x + lean * 0.8 + width * 0.35} ${y - rise * 0.7} ${x + width * 0.6 + lean * 0.3} ${y - rise * 0.4} ${x + width * 0.5} ${y}Z`

/** A leaf of length `l` and half-width `w`, lying along +x from the origin. */
const leaf = (l: number, w: number): string =>
  `M0 0C${l * 0.2} ${-w} ${l * 0.7} ${-w} ${l} 0C${l * 0.7} ${w} ${l * 0.2} ${w} 0 0Z`
const at = (x: number, y: number, angle: number, ...children: string[]): string =>
  group({ transform: `translate(${x} ${y}) rotate(${angle})` }, ...children)

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
