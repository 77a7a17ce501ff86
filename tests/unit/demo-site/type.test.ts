import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { PRODUCTS } from '../../../demo-site/products/index.ts'
import { halden } from '../../../demo-site/type/halden.ts'
import { LETTERS } from '../../../demo-site/type/letters.ts'
import { outline, runs } from '../../../demo-site/type/nib.ts'
import { en } from '../../../demo-site/words/en.ts'

/** The tables of a WOFF file, inflated, with what the directory says of them. */
function tables(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  expect(view.getUint32(0)).toBe(0x774f4646)
  expect(view.getUint32(8)).toBe(file.length)
  return new Map(
    Array.from({ length: view.getUint16(12) }, (_, i) => {
      const at = 44 + i * 20
      const tag = String.fromCharCode(...file.subarray(at, at + 4))
      const [offset, stored, length, sum] = [4, 8, 12, 16].map((k) => view.getUint32(at + k)) as [
        number,
        number,
        number,
        number,
      ]
      const packed = file.subarray(offset, offset + stored)
      const bytes = new Uint8Array(stored < length ? inflateSync(packed) : packed)
      expect(bytes.length, tag).toBe(length)
      return [tag, { bytes, sum, view: new DataView(bytes.buffer) }] as const
    }),
  )
}

describe('the display face', () => {
  const font = tables(halden())

  test('[D22] every character of the English headings and names has a glyph', () => {
    const names = PRODUCTS.map((one) => one.name.en)
    const headings = [
      en.heroTitle,
      en.picks,
      en.companions,
      en.browse,
      en.newIn,
      en.workshops,
      en.thanksTitle,
      en.shop,
      en.lostTitle,
    ]
    const used = new Set([...names, ...headings, '$1,234.56?!'].join(''))
    for (const char of used) expect(Object.keys(LETTERS), char).toContain(char)
  })

  test('[D22] the tables that a browser asks for, in order, with their checksums', () => {
    expect([...font.keys()]).toEqual([
      'OS/2',
      'cmap',
      'glyf',
      'head',
      'hhea',
      'hmtx',
      'kern',
      'loca',
      'maxp',
      'name',
      'post',
    ])
    for (const [tag, { bytes, sum }] of font) {
      const padded = new DataView(new ArrayBuffer((bytes.length + 3) & ~3))
      for (const [i, byte] of bytes.entries()) padded.setUint8(i, byte)
      let total = 0
      for (let at = 0; at < padded.byteLength; at += 4) total = (total + padded.getUint32(at)) >>> 0
      expect(total, tag).toBe(sum)
    }
  })

  test('[D22] every glyph lies where loca says, within the face’s box', () => {
    const glyphs = font.get('maxp')!.view.getUint16(4)
    expect(glyphs).toBe(Object.keys(LETTERS).length + 1)
    const [loca, glyf, head] = [font.get('loca')!.view, font.get('glyf')!, font.get('head')!.view]
    expect(loca.getUint32(glyphs * 4)).toBe(glyf.bytes.length)
    for (let i = 0; i < glyphs; i++) {
      const [from, to] = [loca.getUint32(i * 4), loca.getUint32(i * 4 + 4)]
      expect(to).toBeGreaterThanOrEqual(from)
      if (from === to) continue
      expect(glyf.view.getInt16(from)).toBeGreaterThan(0)
      expect(glyf.view.getInt16(from + 2)).toBeGreaterThanOrEqual(head.getInt16(36))
      expect(glyf.view.getInt16(from + 8)).toBeLessThanOrEqual(head.getInt16(42))
    }
  })

  test('[D22] a stroke of a round nib is as wide as the nib, all along', () => {
    const [run] = runs('M0 0L100 0')
    const ring = outline(run!, { wide: 20, thin: 20, turn: 0 })
    for (const { at } of ring) {
      const along = Math.min(100, Math.max(0, at[0]))
      expect(Math.hypot(at[0] - along, at[1])).toBeCloseTo(20, 6)
    }
  })

  test('[D22] a corner ends a stroke, a smooth join does not', () => {
    expect(runs('M0 0L0 100L100 100')).toHaveLength(2)
    expect(runs('M0 0L0 100C0 150 50 200 100 200')).toHaveLength(1)
  })
})
