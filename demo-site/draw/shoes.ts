import { mix, shade, tint } from './colour.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, circle, group, line, path, range } from './svg.ts'
import { finish } from './uppers.ts'

interface Last {
  /** How far the collar rises above a low shoe. */
  rise: number
  sole: number
  heel: number
  lugs: number
  laces: number
  /** Dye of the sole: `white`, `gum`, `dark` or `accent`. */
  foot: 'white' | 'gum' | 'dark' | 'accent'
}

const LASTS: Record<string, Last> = {
  racer: { rise: 0, sole: 30, heel: 0, lugs: 15, laces: 5, foot: 'white' },
  runner: { rise: 6, sole: 38, heel: 0, lugs: 12, laces: 6, foot: 'accent' },
  approach: { rise: 4, sole: 26, heel: 0, lugs: 20, laces: 9, foot: 'dark' },
  mid: { rise: 52, sole: 34, heel: 0, lugs: 11, laces: 7, foot: 'gum' },
  boot: { rise: 112, sole: 36, heel: 0, lugs: 10, laces: 10, foot: 'dark' },
  clog: { rise: -6, sole: 44, heel: 0, lugs: 0, laces: 0, foot: 'accent' },
  court: { rise: 0, sole: 30, heel: 0, lugs: 0, laces: 6, foot: 'white' },
  derby: { rise: -4, sole: 17, heel: 25, lugs: 0, laces: 4, foot: 'dark' },
  chelsea: { rise: 92, sole: 17, heel: 27, lugs: 0, laces: 0, foot: 'dark' },
  loafer: { rise: -14, sole: 15, heel: 20, lugs: 0, laces: 0, foot: 'dark' },
  retro: { rise: 4, sole: 34, heel: 0, lugs: 18, laces: 6, foot: 'white' },
  chukka: { rise: 40, sole: 24, heel: 0, lugs: 0, laces: 2, foot: 'gum' },
}

const soleDye = (foot: Last['foot'], accent: string) =>
  foot === 'accent' ? accent : { white: '#f3efe4', gum: '#b88a58', dark: '#2b2724' }[foot]

/** One shoe seen from its outer side, toe to the right. */
export function drawShoe({ on, main, accent, shape, detail }: Brush): string {
  const last = LASTS[shape] ?? LASTS.runner!
  const { rise, sole, heel, lugs, laces } = last
  const ground = FLOOR - (lugs ? 7 : 0)
  const seat = ground - sole - heel * 0.6
  const ball = ground - sole * 0.72
  const top = seat - 92 - rise
  const tongue = top - (laces ? 26 : 6)
  const dye = soleDye(last.foot, accent)

  const mouth =
    rise > 30
      ? `M62 ${top + 4}C90 ${top + 12} 128 ${top + 6} 152 ${top - 6}`
      : `M62 ${top}C72 ${top - 10} 82 ${top - 6} 92 ${top + 8}C106 ${top + 30} 128 ${top + 24} 150 ${top - 2}`
  const throat =
    rise > 30
      ? `C160 ${top + 30} 164 ${seat - 108} 176 ${seat - 92}C200 ${seat - 66} 236 ${seat - 52} 270 ${seat - 44}`
      : `C170 ${top + 24} 214 ${seat - 62} 270 ${seat - 46}`
  const upper = `${mouth}${throat}C318 ${seat - 38} 352 ${ball - 40} 352 ${ball - 4}L352 ${heel ? ball - 4 : ball + 8}L60 ${seat + 10}C46 ${seat - 26} 66 ${seat - 60} 62 ${top + 4}Z`
  const edge = `M54 ${seat - 2}C150 ${seat + 10} 240 ${ball + 2} 354 ${ball - 10}C362 ${ball + 4} 356 ${ground - 14} 338 ${ground - 8}C300 ${ground + 3} 250 ${ground} 216 ${ground}`
  const bottom = heel
    ? `L214 ${ground}C206 ${ground - heel * 0.9} 190 ${ground - heel} 158 ${ground - heel}L154 ${ground}L66 ${ground}C56 ${ground - 10} 52 ${seat + 8} 54 ${seat - 2}Z`
    : `L72 ${ground}C50 ${ground} 48 ${seat + 14} 54 ${seat - 2}Z`

  const parts: string[] = [shadow(on, 205, 320)]
  if (lugs) {
    const step = 272 / lugs
    const tooth = (i: number) => {
      const x = 68 + i * step
      const lift = x > 280 ? (x - 280) * 0.14 : 0
      return `M${x} ${ground - 6 - lift}h${step * 0.78}l-${step * 0.14} ${13}h-${step * 0.5}z`
    }
    parts.push(path(range(lugs).map(tooth).join(''), shade(last.foot === 'accent' ? main : dye, 0.45)))
  }
  if (laces) {
    parts.push(
      path(
        `M118 ${top + 24}C128 ${tongue + 4} 146 ${tongue - 8} 168 ${tongue}C172 ${tongue + 24} 200 ${seat - 70} 240 ${seat - 50}L150 ${seat - 30}Z`,
        lit(on, mix(main, accent, 0.25)),
      ),
    )
  }
  if (shape !== 'clog')
    parts.push(
      path(
        `M66 ${top + 2}C90 ${top + 40} 130 ${top + 36} 152 ${top - 4}L140 ${top - 12}C110 ${top - 4} 84 ${top - 8} 66 ${top + 2}Z`,
        shade(main, 0.55),
      ),
    )
  parts.push(path(upper, lit(on, main)))
  parts.push(on.clip(upper, ...finish(detail, { main, accent, seat, ball, top, rise }), glow(seat, top)))
  parts.push(...fastening({ laces, main, accent, seat, top, rise, shape }))
  parts.push(
    path(
      edge + bottom,
      on.linear(
        [
          [0, tint(dye, 0.16)],
          [0.6, dye],
          [1, shade(dye, 0.22)],
        ],
        true,
      ),
    ),
  )
  if (!heel && sole > 20) {
    parts.push(
      line(
        `M58 ${seat + sole * 0.4}C150 ${seat + sole * 0.55} 250 ${ball + sole * 0.22} 350 ${ball + sole * 0.12}`,
        shade(dye, 0.24),
        1.6,
        { opacity: 0.7 },
      ),
    )
  }
  if (shape === 'runner' || shape === 'retro') {
    parts.push(
      path(
        `M54 ${seat + 2}C90 ${seat + 8} 130 ${seat + 9} 168 ${seat + 6}L120 ${seat + sole * 0.62}L62 ${seat + sole * 0.6}Z`,
        shape === 'runner' ? tint(dye, 0.35) : accent,
      ),
    )
  }
  if (rise <= 60 && shape !== 'loafer' && shape !== 'clog') {
    parts.push(line(`M64 ${top + 6}C50 ${top + 2} 50 ${top + 26} 63 ${top + 32}`, accent, 5))
  }
  return parts.join('')
}

const glow = (seat: number, top: number) =>
  group(
    { opacity: 0.16 },
    path(`M40 ${top - 20}L150 ${top - 20}L70 ${seat + 20}L40 ${seat + 20}Z`, '#fffaf0'),
  )

/** Laces from the ankle to the vamp, a pull tab on a boot, or nothing. */
function fastening(m: {
  laces: number
  main: string
  accent: string
  seat: number
  top: number
  rise: number
  shape: string
}): string[] {
  const { laces, main, accent, seat, top, rise, shape } = m
  if (shape === 'chelsea')
    return [line(`M66 ${top + 8}C60 ${top - 14} 74 ${top - 14} 76 ${top + 8}`, accent, 5)]
  if (shape === 'clog')
    return [
      box(92, seat - 96, 0, 0, 0, 'none'),
      line(`M66 ${seat - 70}C90 ${seat - 122} 140 ${seat - 124} 168 ${seat - 84}`, shade(main, 0.2), 13),
      circle(168, seat - 80, 8, accent),
    ]
  if (shape === 'approach')
    return range(laces).map((i) =>
      lace(148 + i * 16.5, top + 14 + i * ((seat - 40 - top) / (laces + 0.5)), accent),
    )
  const from = rise > 30 ? [160, top + 12] : [156, top + 14]
  const to = shape === 'derby' ? [214, seat - 54] : shape === 'chukka' ? [176, top + 44] : [244, seat - 46]
  return range(laces).map((i) => {
    const t = laces === 1 ? 0 : i / (laces - 1)
    const bend = rise > 30 ? -Math.sin(t * Math.PI) * 18 : Math.sin(t * Math.PI) * 4
    return lace(
      from[0]! + (to[0]! - from[0]!) * t + bend,
      from[1]! + (to[1]! - from[1]!) * t - bend * 0.2,
      shape === 'derby' ? shade(main, 0.5) : shape === 'court' ? '#fffdf6' : accent,
    )
  })
}

const lace = (x: number, y: number, dye: string): string =>
  line(`M${x - 12} ${y + 9}L${x + 13} ${y - 7}`, shade(dye, 0.45), 6.5, { opacity: 0.35 }) +
  line(`M${x - 12} ${y + 7}L${x + 13} ${y - 9}`, tint(dye, 0.15), 5)
