import { LETTERS } from './letters.ts'
import { type Nib, outline, runs } from './nib.ts'
import { woff } from './truetype.ts'

/** A broad pen held at a slant: stems are three times as heavy as bars. */
const NIB: Nib = { wide: 45, thin: 23, turn: 0.34 }
/** Air on each side of a letter beyond its own, font units. */
const AIR = 13

/** Pairs that stand too far apart by their widths alone. */
const KERNING: Record<string, number> = {
  AV: -60,
  VA: -60,
  AT: -50,
  TA: -50,
  AY: -60,
  YA: -60,
  To: -60,
  Te: -60,
  Ta: -60,
  Tr: -40,
  Tw: -40,
  Yo: -60,
  Ye: -60,
  We: -30,
  Wo: -30,
  Wa: -30,
  Wr: -20,
  Va: -40,
  Ve: -40,
  Vo: -40,
  LT: -60,
  LY: -60,
  Pa: -30,
  Fa: -30,
  Fo: -20,
  'r.': -50,
  'r,': -50,
  'y.': -40,
  'y,': -40,
  'v.': -40,
  'w.': -40,
  'f.': -30,
  ra: -12,
  ro: -12,
  re: -12,
  rd: -12,
  fo: -14,
  fe: -14,
  ov: -10,
  ow: -10,
  vo: -10,
  ve: -10,
  we: -8,
  wo: -8,
  ky: -6,
  ke: -14,
  ko: -14,
  '7.': -60,
  'K’': -20,
  'k’': -20,
}

/** Halden, the shop's display face, as a WOFF file; the same bytes at every build. */
export function halden(): Uint8Array {
  const glyphs = Object.entries(LETTERS)
    .map(([char, [advance, skeleton]]) => ({
      code: char.codePointAt(0)!,
      advance: advance + (skeleton ? 2 * AIR : 0),
      contours: runs(skeleton).map((run) =>
        outline(
          run.map(({ at, heading }) => ({ at: [at[0] + AIR, at[1]], heading })),
          NIB,
        ),
      ),
    }))
    .sort((a, b) => a.code - b.code)
  return woff({
    family: 'Halden',
    ascent: 860,
    descent: -260,
    xHeight: 500,
    capHeight: 720,
    glyphs,
    kerning: KERNING,
  })
}
