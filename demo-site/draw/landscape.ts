import { mix, shade } from './colour.ts'
import { frond } from './fronds.ts'
import { box, circle, group, line, path, range, sheet } from './svg.ts'

const W = 1600
const H = 800

/** A ridge's height at x: waves of a few lengths, rising to the right so that words have sky on the left. */
const ridgeAt = (x: number, base: number, rise: number, rough: number, seed: number): number =>
  base -
  rise * (0.5 - 0.5 * Math.cos((x / W) * Math.PI)) -
  rough *
    (Math.sin(x / 190 + seed) +
      0.5 * Math.sin(x / 83 + seed * 2.3) +
      0.24 * Math.sin(x / 31 + seed * 3.7) +
      0.1 * Math.sin(x / 11 + seed * 5.1))

const ridge = (base: number, rise: number, rough: number, seed: number): string =>
  `M0 ${H}L${range(161)
    .map((i) => `${i * 10} ${ridgeAt(i * 10, base, rise, rough, seed)}`)
    .join('L')}L${W} ${H}Z`

/** A spruce, `tall` high, its tiers a little uneven. */
function spruce(x: number, y: number, tall: number, dye: string, lean: number): string {
  const tiers = range(6).map((i) => {
    const half = tall * (0.06 + i * 0.035)
    const top = y - tall + i * tall * 0.15
    return `M${x + lean} ${top - tall * 0.06}L${x + half} ${top + tall * 0.2}Q${x} ${top + tall * 0.14} ${x - half} ${top + tall * 0.2}Z`
  })
  return path(`${tiers.join('')}M${x - tall * 0.02} ${y}v${-tall * 0.16}h${tall * 0.04}v${tall * 0.16}z`, dye)
}

/** The picture behind the hero: a cold morning, a lit hut, ferns at the gate. */
export function morning(): string {
  const on = sheet(W, H)
  const sky = on.linear(
    [
      [0, '#f3f5ef'],
      [0.42, '#f1efe0'],
      [0.72, '#f5dfba'],
      [1, '#eec590'],
    ],
    true,
  )
  const dyes = ['#c4d0c4', '#a3b9ae', '#7b9c8f', '#4b7867', '#2b5647', '#183c32']
  const rows: [base: number, rise: number, rough: number, seed: number][] = [
    [560, 300, 34, 0.4],
    [600, 230, 30, 2.2],
    [640, 170, 24, 4.1],
    [690, 130, 18, 5.6],
    [735, 80, 13, 1.3],
    [775, 30, 9, 3.2],
  ]
  const mist = (y: number) =>
    box(
      0,
      y,
      W,
      150,
      0,
      on.linear(
        [
          [0, '#f8ecd2', 0],
          [0.6, '#f8ecd2', 0.34],
          [1, '#f8ecd2', 0],
        ],
        true,
      ),
    )
  const trees = (row: number, count: number, low: number, spread: number, from: number) => {
    const [base, rise, rough, seed] = rows[row]!
    return range(count).map((i) => {
      const x = from + ((i * 137.5 * (1 + row * 0.13)) % (W - from))
      const y = ridgeAt(x, base, rise, rough, seed) + 6
      return spruce(
        x,
        y,
        low + ((i * 29) % spread),
        mix(dyes[row]!, dyes[Math.min(5, row + 1)]!, 0.35),
        (i % 3) - 1,
      )
    })
  }
  const hills = rows.map((row, i) =>
    path(
      ridge(...row),
      on.linear(
        [
          [0, dyes[i]!],
          [1, mix(dyes[i]!, i < 3 ? '#f5dfba' : '#0b1b19', i < 3 ? 0.36 : 0.16)],
        ],
        true,
      ),
    ),
  )
  const hutY = ridgeAt(1210, ...rows[3]!) + 8
  const hut = group(
    { transform: `translate(1210 ${hutY})` },
    path('M-34 0V-30L0-56L34-30V0Z', shade(dyes[4]!, 0.3)),
    path('M-42-26L0-60L42-26L36-22L0-50L-36-22Z', shade(dyes[5]!, 0.3)),
    box(-20, -26, 13, 13, 1, '#ffd27a'),
    box(6, -26, 13, 26, 1, '#e9a94b'),
    box(18, -58, 8, 16, 0, shade(dyes[5]!, 0.3)),
    line('M22-60c-10-14 8-20 0-36s10-20 4-36', '#fff6e2', 5, { opacity: 0.6 }),
  )
  return on.print(
    box(0, 0, W, H, 0, sky),
    circle(
      1060,
      250,
      230,
      on.radial([
        [0, '#fff3d2', 0.95],
        [0.3, '#ffeec4', 0.5],
        [1, '#ffeec4', 0],
      ]),
    ),
    circle(1060, 250, 62, '#fff6dd'),
    hills[0]!,
    mist(330),
    hills[1]!,
    mist(420),
    hills[2]!,
    ...trees(2, 26, 26, 22, 500),
    mist(480),
    hills[3]!,
    ...trees(3, 22, 52, 40, 420),
    hut,
    mist(560),
    hills[4]!,
    ...trees(4, 16, 84, 66, 700),
    hills[5]!,
    ...[
      [1600, 850, -330, -330],
      [1580, 850, -190, -390],
      [1560, 850, -420, -180],
      [1600, 850, -70, -360],
      [1500, 850, -330, -90],
      [1400, 850, 120, -170],
      [60, 850, 150, -150],
      [20, 850, 70, -190],
      [120, 850, 210, -90],
      [260, 850, -90, -110],
    ].map(([x, y, dx, dy], i) => frond(x!, y!, dx!, dy!, i % 2 ? '#0f2c24' : '#143529')),
  )
}
