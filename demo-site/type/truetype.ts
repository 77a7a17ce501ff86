import { deflateSync } from 'node:zlib'
import type { Contour } from './nib.ts'

export interface Glyph {
  /** Unicode code point. */
  code: number
  advance: number
  contours: Contour[]
}

export interface Face {
  family: string
  ascent: number
  descent: number
  xHeight: number
  capHeight: number
  glyphs: Glyph[]
  /** Kerning by pair of characters, font units. */
  kerning: Record<string, number>
}

const EM = 1000

/** Big-endian bytes, as SFNT tables have them. */
class Bytes {
  readonly list: number[] = []
  u8(...values: number[]): this {
    for (const value of values) this.list.push(value & 255)
    return this
  }
  u16(...values: number[]): this {
    for (const value of values) this.list.push((value >> 8) & 255, value & 255)
    return this
  }
  u32(...values: number[]): this {
    for (const value of values)
      this.list.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
    return this
  }
  text(value: string): this {
    return this.u8(...[...value].map((char) => char.charCodeAt(0)))
  }
  done(): Uint8Array {
    return Uint8Array.from(this.list)
  }
}

interface Box {
  xMin: number
  yMin: number
  xMax: number
  yMax: number
}
const boxOf = (points: { x: number; y: number }[]): Box => ({
  xMin: Math.min(...points.map(({ x }) => x)),
  yMin: Math.min(...points.map(({ y }) => y)),
  xMax: Math.max(...points.map(({ x }) => x)),
  yMax: Math.max(...points.map(({ y }) => y)),
})

const pointsOf = (contour: Contour) =>
  contour.flatMap(({ at, control }) => [
    { x: Math.round(at[0]), y: Math.round(at[1]), on: true },
    ...(control ? [{ x: Math.round(control[0]), y: Math.round(control[1]), on: false }] : []),
  ])

/** One `glyf` entry: a simple glyph with overlapping contours. */
function glyf({ contours }: Glyph): { bytes: Uint8Array; box: Box; points: number } {
  const lists = contours.map(pointsOf)
  const points = lists.flat()
  if (!points.length)
    return { bytes: new Uint8Array(), box: { xMin: 0, yMin: 0, xMax: 0, yMax: 0 }, points: 0 }
  const box = boxOf(points)
  const out = new Bytes().u16(contours.length, box.xMin, box.yMin, box.xMax, box.yMax)
  let end = -1
  for (const list of lists) {
    end += list.length
    out.u16(end)
  }
  out.u16(0)
  const OVERLAP = 0x40
  const [flags, xs, ys] = [new Bytes(), new Bytes(), new Bytes()]
  let [x, y] = [0, 0]
  for (const [i, point] of points.entries()) {
    const [dx, dy] = [point.x - x, point.y - y]
    let flag = (point.on ? 1 : 0) | (i === 0 ? OVERLAP : 0)
    if (dx === 0) flag |= 0x10
    else if (Math.abs(dx) < 256) {
      flag |= 0x02 | (dx > 0 ? 0x10 : 0)
      xs.u8(Math.abs(dx))
    } else xs.u16(dx)
    if (dy === 0) flag |= 0x20
    else if (Math.abs(dy) < 256) {
      flag |= 0x04 | (dy > 0 ? 0x20 : 0)
      ys.u8(Math.abs(dy))
    } else ys.u16(dy)
    flags.u8(flag)
    ;[x, y] = [point.x, point.y]
  }
  const bytes = Uint8Array.from([...out.list, ...flags.list, ...xs.list, ...ys.list])
  const padded = new Uint8Array((bytes.length + 3) & ~3)
  padded.set(bytes)
  return { bytes: padded, box, points: points.length }
}

/** `cmap` format 4: one segment a character. */
function cmap(glyphs: Glyph[]): Uint8Array {
  const segments = [
    ...glyphs.map(({ code }, i) => ({ code, delta: i + 1 - code })),
    { code: 0xffff, delta: 1 },
  ]
  const count = segments.length
  const log = Math.floor(Math.log2(count))
  const body = new Bytes().u16(4, 16 + count * 8, 0, count * 2, 2 * 2 ** log, log, count * 2 - 2 * 2 ** log)
  body.u16(...segments.map(({ code }) => code)).u16(0)
  body.u16(...segments.map(({ code }) => code)).u16(...segments.map(({ delta }) => delta & 0xffff))
  body.u16(...segments.map(() => 0))
  return Uint8Array.from([...new Bytes().u16(0, 1, 3, 1).u32(12).list, ...body.list])
}

/** `kern` format 0, pairs in order. */
function kern(face: Face): Uint8Array {
  const index = new Map(face.glyphs.map(({ code }, i) => [String.fromCodePoint(code), i + 1]))
  const pairs = Object.entries(face.kerning)
    .map(([pair, by]) => [index.get(pair[0]!)!, index.get(pair[1]!)!, by] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const log = Math.floor(Math.log2(pairs.length))
  const out = new Bytes().u16(0, 1, 0, 14 + pairs.length * 6, 1)
  out.u16(pairs.length, 6 * 2 ** log, log, pairs.length * 6 - 6 * 2 ** log)
  for (const pair of pairs) out.u16(...pair)
  return out.done()
}

function name(family: string): Uint8Array {
  const texts = [family, 'Regular', `${family} 1`, family, 'Version 1.0', family]
  const ids = [1, 2, 3, 4, 5, 6]
  const out = new Bytes().u16(0, ids.length, 6 + ids.length * 12)
  let offset = 0
  for (const [i, text] of texts.entries()) {
    out.u16(3, 1, 0x409, ids[i]!, text.length * 2, offset)
    offset += text.length * 2
  }
  for (const text of texts) for (const char of text) out.u16(char.charCodeAt(0))
  return out.done()
}

/** The tables of a TrueType font, by tag. */
function tables(face: Face): Record<string, Uint8Array> {
  const all: Glyph[] = [{ code: 0, advance: 500, contours: [] }, ...face.glyphs]
  const drawn = all.map(glyf)
  const loca = new Bytes().u32(0)
  let at = 0
  for (const { bytes } of drawn) {
    at += bytes.length
    loca.u32(at)
  }
  const inked = drawn.filter(({ points }) => points > 0)
  const box = boxOf(
    inked.flatMap(({ box: b }) => [
      { x: b.xMin, y: b.yMin },
      { x: b.xMax, y: b.yMax },
    ]),
  )
  const widest = Math.max(...all.map(({ advance }) => advance))
  const codes = face.glyphs.map(({ code }) => code)
  const { ascent, descent } = face
  const most = (count: (one: (typeof drawn)[number], i: number) => number) => Math.max(...drawn.map(count))
  return {
    'OS/2': new Bytes()
      .u16(4, Math.round(all.reduce((sum, { advance }) => sum + advance, 0) / all.length), 400, 5, 0)
      .u16(650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0)
      .u8(...new Array(10).fill(0))
      .u32(1, 0, 0, 0)
      .text('HFRN')
      .u16(0x40, Math.min(...codes), Math.max(...codes), ascent, descent, 0, ascent, -descent)
      .u32(1, 0)
      .u16(face.xHeight, face.capHeight, 0, 32, 2)
      .done(),
    cmap: cmap(face.glyphs),
    glyf: Uint8Array.from(drawn.flatMap(({ bytes }) => [...bytes])),
    head: new Bytes()
      .u32(0x10000, 0x10000, 0, 0x5f0f3cf5)
      .u16(0x0003, EM)
      .u32(0, 0, 0, 0)
      .u16(box.xMin, box.yMin, box.xMax, box.yMax, 0, 8, 2, 1, 0)
      .done(),
    hhea: new Bytes()
      .u32(0x10000)
      .u16(ascent, descent, 0, widest, box.xMin, 0, box.xMax, 1, 0, 0, 0, 0, 0, 0, 0, all.length)
      .done(),
    hmtx: all.reduce((out, { advance }, i) => out.u16(advance, drawn[i]!.box.xMin), new Bytes()).done(),
    kern: kern(face),
    loca: loca.done(),
    maxp: new Bytes()
      .u32(0x10000)
      .u16(
        all.length,
        most(({ points }) => points),
        most((_, i) => all[i]!.contours.length),
        0,
        0,
        2,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
      )
      .done(),
    name: name(face.family),
    post: new Bytes().u32(0x30000, 0).u16(-100, 50).u32(0, 0, 0, 0, 0).done(),
  }
}

function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 4)
    sum =
      (sum +
        (((bytes[i] ?? 0) << 24) |
          ((bytes[i + 1] ?? 0) << 16) |
          ((bytes[i + 2] ?? 0) << 8) |
          (bytes[i + 3] ?? 0))) >>>
      0
  return sum
}

/** The face as a WOFF 1.0 file (W3C Recommendation, 2012): SFNT tables, each deflated. */
export function woff(face: Face): Uint8Array {
  const entries = Object.entries(tables(face)).sort(([a], [b]) => (a < b ? -1 : 1))
  const pad = (length: number) => (length + 3) & ~3
  const count = entries.length
  const sfntSize = 12 + 16 * count + entries.reduce((sum, [, bytes]) => sum + pad(bytes.length), 0)
  const directory = new Bytes()
  const body = new Bytes()
  const start = 44 + 20 * count
  for (const [tag, bytes] of entries) {
    const deflated = deflateSync(bytes, { level: 9 })
    const stored = deflated.length < bytes.length ? deflated : bytes
    directory.text(tag).u32(start + body.list.length, stored.length, bytes.length, checksum(bytes))
    body.u8(...stored, ...new Array(pad(stored.length) - stored.length).fill(0))
  }
  const header = new Bytes()
    .u32(0x774f4646, 0x10000, start + body.list.length)
    .u16(count, 0)
    .u32(sfntSize)
    .u16(1, 0)
    .u32(0, 0, 0, 0, 0)
  return Uint8Array.from([...header.list, ...directory.list, ...body.list])
}
