import { mix, shade, tint } from './colour.ts'
import { type Brush, lit, shadow } from './scene.ts'
import { box, circle, line, path, range } from './svg.ts'

const BASE = 400

/** A beanie from the front, standing as if worn. */
export function drawBeanie({ on, main, accent, shape, detail }: Brush): string {
  const high = { watch: 150, fisher: 160, slouch: 232, pom: 186, fairisle: 196 }[shape] ?? 180
  const cuff = { watch: 58, fisher: 84, slouch: 34, pom: 60, fairisle: 50 }[shape] ?? 54
  const half = shape === 'slouch' ? 118 : 112
  const top = BASE + 20 - high - cuff * 0.5
  const lean = shape === 'slouch' ? 34 : 0
  const dome = `M${200 - half} ${BASE}C${200 - half - 4} ${top + high * 0.34} ${140 + lean} ${top} ${200 + lean} ${top}S${200 + half + 4} ${top + high * 0.34} ${200 + half} ${BASE}Z`
  const ribs = (from: number, to: number, dye: string, width: number, step: number, squeeze: number) =>
    range(Math.round((half * 2) / step) + 1).map((i) => {
      const x = -half + i * step
      return line(
        `M${200 + lean * squeeze + x * (1 - squeeze)} ${from}C${200 + x * 1.02} ${from + (to - from) * 0.4} ${200 + x} ${to - 20} ${200 + x} ${to}`,
        dye,
        width,
      )
    })
  const parts = [shadow(on, 200, 250, BASE + 22)]
  if (shape === 'pom') {
    parts.push(
      ...range(40).map((i) => {
        const angle = i * 2.4
        const radius = 8 * Math.sqrt(i)
        return circle(
          200 + Math.cos(angle) * radius * 0.86,
          top - 22 + Math.sin(angle) * radius * 0.86,
          11,
          i % 3 === 0 ? shade(accent, 0.14) : i % 3 === 1 ? accent : tint(accent, 0.4),
        )
      }),
    )
  }
  parts.push(path(dome, lit(on, main)))
  const inside: string[] = [
    ...ribs(
      top - 4,
      BASE,
      shade(main, 0.26),
      shape === 'fisher' ? 5 : 2.6,
      shape === 'fisher' ? 17 : 11,
      0.72,
    ),
  ]
  if (detail === 'stripe') inside.push(...[0, 1].map((i) => path(band(top + 74 + i * 44, 20), accent)))
  if (detail === 'bands')
    inside.push(...[0, 1, 2].map((i) => path(band(top + 50 + i * 26, 6), i === 1 ? '#f5f2e8' : accent)))
  if (detail === 'fairisle') inside.push(...pattern(top, main, accent))
  if (detail === 'cable')
    inside.push(
      ...[-66, 0, 66].map((x) =>
        range(9)
          .map(
            (i) =>
              line(
                `M${200 + lean * 0.5 + x * 0.9 - 9} ${top + 34 + i * 24}c4 12 14 12 18 24`,
                tint(main, 0.5),
                6,
              ) +
              line(
                `M${200 + lean * 0.5 + x * 0.9 + 9} ${top + 34 + i * 24}c-4 12-14 12-18 24`,
                shade(main, 0.24),
                6,
              ),
          )
          .join(''),
      ),
    )
  inside.push(
    path(
      `M${200 + half * 0.45} ${top - 10}C${200 + half * 0.8} ${top + 80} ${200 + half * 0.7} ${BASE - 60} ${200 + half * 0.66} ${BASE}H${220 + half}V${top - 10}Z`,
      shade(main, 0.6),
      { opacity: 0.2 },
    ),
    path(
      `M${190 - half} ${BASE}C${200 - half} ${top + 90} ${160 - half * 0.3} ${top} ${190 + lean} ${top - 10}C${140 + lean * 0.4} ${top + 70} ${206 - half * 0.7} ${BASE - 60} ${212 - half * 0.7} ${BASE}Z`,
      '#fffaf0',
      { opacity: 0.12 },
    ),
  )
  parts.push(on.clip(dome, ...inside))
  const edge = BASE + 22
  const fold = `M${190 - half} ${edge - cuff + 6}Q200 ${edge - cuff + 20} ${210 + half} ${edge - cuff + 6}C${218 + half} ${edge - cuff + 14} ${216 + half} ${edge - 10} ${208 + half} ${edge - 6}Q200 ${edge + 10} ${192 - half} ${edge - 6}C${184 - half} ${edge - 10} ${182 - half} ${edge - cuff + 14} ${190 - half} ${edge - cuff + 6}Z`
  const cuffDye =
    detail === 'stripe' || detail === 'fairisle'
      ? mix(main, '#0b1b19', 0.12)
      : detail === 'rib' && shape === 'fisher'
        ? main
        : shade(main, 0.06)
  parts.push(
    path(fold, lit(on, cuffDye)),
    on.clip(
      fold,
      ...range(27).map((i) =>
        line(`M${74 + i * 9.8} ${edge - cuff}v${cuff + 12}`, shade(cuffDye, 0.3), 3.2, { opacity: 0.8 }),
      ),
      path(
        `M${200 + half * 0.6} ${edge - cuff - 10}H${230 + half}V${edge + 20}H${200 + half * 0.6}Z`,
        shade(main, 0.6),
        { opacity: 0.2 },
      ),
    ),
  )
  if (detail === 'rib' || detail === 'cable')
    parts.push(
      box(222, edge - cuff * 0.62, 40, 22, 2, shape === 'fisher' ? shade(accent, 0.4) : accent),
      line(`M230 ${edge - cuff * 0.62 + 11}h24`, tint(main, 0.6), 2),
    )
  return parts.join('')
}

const band = (y: number, height: number) =>
  `M60 ${y + 14}Q200 ${y - 8} 340 ${y + 14}V${y + 14 + height}Q200 ${y - 8 + height} 60 ${y + 14 + height}Z`

function pattern(top: number, main: string, accent: string): string[] {
  const bow = (x: number) => ((x - 200) / 140) ** 2 * 20
  const row = (y: number, step: number, mark: (x: number, y: number) => string) =>
    range(Math.ceil(280 / step))
      .map((i) => mark(66 + i * step, y + bow(66 + i * step)))
      .join('')
  const warm = mix(accent, '#dd5a2b', 0.55)
  const diamond = (size: number, dye: string) => (x: number, y: number) =>
    path(`M${x} ${y - size}l${size} ${size}-${size} ${size}-${size}-${size}z`, dye)
  return [
    row(top + 44, 12, diamond(4, accent)),
    row(top + 68, 24, diamond(10, warm)),
    row(top + 68, 24, diamond(4, main)),
    row(top + 92, 12, diamond(4, accent)),
    row(top + 122, 32, (x, y) =>
      path(`M${x} ${y - 15}l5 10 10-5-5 10 5 10-10-5-5 10-5-10-10 5 5-10-5-10 10 5z`, accent),
    ),
    row(top + 152, 12, diamond(4, warm)),
    row(top + 166, 12, diamond(3, accent)),
  ]
}
