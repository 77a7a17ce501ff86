import { describe, expect, it } from 'vitest'
import { compile } from '../../../rules/compile.ts'
import { MAX_FILE } from '../../../rules/parse.ts'
import { catalogue } from './catalogue.ts'
import { NOW } from './visitor.ts'

const codes = (text: string) =>
  compile({ 'a.yaml': text }, { catalogue, now: NOW }).diagnostics.map((d) => d.code)

describe('hostile and odd files', { timeout: 60_000 }, () => {
  it('[R22] aliases of aliases are bounded', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 9; i++)
      lines.push(
        `${'abcdefghi'[i]}: &${'abcdefghi'[i]} [${Array(10)
          .fill(`*${'abcdefghi'[i - 1]}`)
          .join(', ')}]`,
      )
    expect(codes(lines.join('\n'))).toContain('too-many-values')
  })

  it('[R22] a file of ten million characters is refused at once', () => {
    const text = `segments:\n${'  # padding padding padding\n'.repeat(400_000)}`
    expect(text.length).toBeGreaterThan(MAX_FILE)
    expect(codes(text)).toEqual(['file-too-large'])
  })

  it('[R22] ten thousand nested brackets are a diagnostic, not a crash', () => {
    expect(codes(`segments: ${'['.repeat(10_000)}`).length).toBeGreaterThan(0)
    expect(codes(`segments: ${'{ a: '.repeat(5000)}${'}'.repeat(5000)}`).length).toBeGreaterThan(0)
    expect(codes(`segments:\n  x: { did: search, ${'<<: '.repeat(20_000)} }\n`)).toEqual(['too-deep'])
  })

  it('[R23] ten thousand rules compile, and each mistake among them is found', () => {
    const rule = (i: number) =>
      `  s${i}: { did: view_item, where: { category: ${i % 2500 === 7 ? 'sheos' : 'shoes'} }, count: at least ${(i % 9) + 1}, within: ${(i % 60) + 1} days }\n`
    const found = codes(`segments:\n${Array.from({ length: 10_000 }, (_, i) => rule(i)).join('')}`)
    expect(found).toEqual(Array(4).fill('unknown-category'))
  })

  it('[R23] a chain of ten thousand segments does not overflow', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => `  s${i}: { in: s${i + 1} }\n`).join('')
    expect(codes(`segments:\n${chain}  s10000: { did: search }\n`)).toEqual([])
    expect(codes(`segments:\n${chain}  s10000: { in: s0 }\n`)).toEqual(['cycle'])
  })

  it('[R24] a byte order mark and Windows line ends change nothing', () => {
    const text = 'segments:\n  a: { did: view_item, where: { category: sheos } }\n'
    const plain = compile({ 'a.yaml': text }, { catalogue }).diagnostics
    const odd = compile({ 'a.yaml': `\ufeff${text.replaceAll('\n', '\r\n')}` }, { catalogue }).diagnostics
    expect(odd).toEqual(plain)
    expect(odd[0]).toMatchObject({ line: 2, column: 43, length: 5 })
  })

  it('[R25] attribute names of JavaScript are unknown attributes', () => {
    for (const name of ['toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])
      for (const group of ['visitor', 'page', 'visit', 'arrived'])
        expect(codes(`segments:\n  a: { ${group}: { ${name}: x } }\n`)).toEqual(['unknown-field'])
    for (const name of ['constructor', '__proto__', 'prototype'])
      expect(codes(`segments:\n  a: { visitor: { ${name}: x, city: Bern } }\n`)).toEqual(['bad-name'])
    expect(codes('segments:\n  a: { did: view_item, where: { toString: x } }\n')).toEqual(['unknown-key'])
    expect(codes('segments:\n  a: { in: toString }\n')).toEqual(['unknown-segment'])
  })

  it('[R26] names and texts may be of any language', () => {
    const text =
      'segments:\n  愛鞋人: { did: view_item, where: { category: shoes } }\n  любители: { in: 愛鞋人 }\n'
    expect(codes(text)).toEqual([])
  })

  it('[R27] an empty file, and one of comments, are no mistakes', () => {
    expect(codes('')).toEqual([])
    expect(codes('# nothing yet\n')).toEqual([])
  })

  it('[R28] mistakes in several files and sections are all reported in one run', () => {
    const found = compile(
      {
        'a.yaml':
          'segments:\n  a: { did: veiw_item }\n  b: { did: view_item, wher: { category: shoes }, within: 3 dais }\n',
        'b.yaml': 'slots:\n  s: { show: [{ block: nowhere }], holdout: 500% }\n',
        'c.yaml': 'segments: [',
      },
      { catalogue },
    ).diagnostics.map((d) => `${d.file} ${d.code}`)
    expect(found).toEqual([
      'a.yaml unknown-event',
      'a.yaml unknown-key',
      'a.yaml unknown-unit',
      'b.yaml unknown-block',
      'b.yaml bad-quantity',
      'c.yaml unclosed',
    ])
  })

  it('[R21] the line it points at is the line it shows, also after texts that go over lines between braces', () => {
    const text =
      '        when: { in: custome{rs, not: { in: beside-a-product } }\n      - block: left-off\n        when: { in: has-looked, not: { in: beside-a-product }, visitor: { visits: at least 2 } }\n      - block: just-in'
    const { diagnostics } = compile({ 'a.yaml': text })
    expect(diagnostics).not.toEqual([])
    for (const { line, source } of diagnostics) expect(source).toBe(text.split('\n')[line - 1])
  })

  // quadratic reading of a million characters would take hours: the time limit of the test is the assertion
  it('[R29] a text of a million characters is slow nowhere a quantity or a template is read', () => {
    const long = `x${' '.repeat(1_000_000)}y`
    const places = [
      '{ did: view_item, count: "@" }',
      '{ did: view_item, within: "@" }',
      '{ did: view_item, last: "@" }',
      '{ did: view_item, since: "@" }',
      '{ visitor: { birthday: { age: "@" } } }',
    ]
    for (const place of places) expect(codes(`segments:\n  a: ${place.replace('@', long)}\n`)).toHaveLength(1)
    for (const key of ['hours', 'at-most', 'from'])
      expect(
        codes(
          `blocks: { b: { template: <p>b</p> } }\nslots:\n  s: { fallback: none, show: [{ block: b, ${key}: "${long}" }] }\n`,
        ),
      ).toHaveLength(1)
    codes(`blocks: { b: { template: "${'{% '.repeat(300_000)}" } }\nslots: { s: { show: [{ block: b }] } }\n`)
  })
})
