import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, search, searchShelves } from '../../../demo-site/client/find.ts'
import { harmless } from '../../../demo-site/client/trusted.ts'
import { shelves, shown } from '../../../demo-site/feed.ts'

const english = shown('en')
const chinese = shown('zh')
const ids = (query: string, all = english) => search(query, all).map((one) => one.id)

describe('the search', () => {
  test('[D11] a product is found first by its own name, in either language', () => {
    for (const all of [english, chinese])
      for (const one of all) expect(search(one.name, all)[0]?.id, one.name).toBe(one.id)
  })

  test('[D11] by kind, by colour as people say it, by workshop', () => {
    expect(ids('beanie')).toContain('fair-isle-beanie')
    expect(ids('green jackets')).toContain('estuary-parka')
    expect(ids('Ember lamp').every((id) => english.find((one) => one.id === id)?.brand === 'Ember')).toBe(
      true,
    )
    expect(ids('背囊', chinese)).toContain('wren-mini-9')
    expect(ids('wren', chinese)).toContain('wren-mini-9')
  })

  test('[D11] a name counts more than a mention', () => {
    const found = ids('fern')
    expect(found.indexOf('halden-fern')).toBeLessThan(found.indexOf('market-tote'))
  })

  test('[D11] every word must fit; more words never find more', () => {
    expect(ids('lamp qqqq')).toEqual([])
    expect(ids('   ')).toEqual([])
    const word = fc.constantFrom('lamp', 'green', 'ember', 'wool', 'a', 'trail', 'mug')
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), word, (words, more) => {
        const narrow = new Set(ids([...words, more].join(' ')))
        for (const id of narrow) expect(ids(words.join(' '))).toContain(id)
      }),
    )
  })

  test('[D11] case and accents do not matter', () => {
    expect(fold(' Café ÉCLAIR ')).toBe('cafe eclair')
    expect(ids('ÉCHEVERIA')).toEqual(ids('echeveria'))
  })
})

describe('the default policy', () => {
  test('[D12] the icons of the banner and plain text', () => {
    expect(
      harmless(
        '<svg viewBox="0 0 24 24" stroke-width="1.5"><path d="M 19.5 4.5 L 4.5 19.5 M 4.5 4.501 L 19.5 19.5"/></svg>',
      ),
    ).toBe(true)
    expect(harmless('Accept all')).toBe(true)
  })

  test('[D12] nothing that could become an element', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('<', '&'), fc.string(), (before, mark, after) => {
        expect(harmless(before + mark + after)).toBe(false)
      }),
    )
    const icon = '<svg viewBox="0 0 24 24" stroke-width="1.5"><path d="M 1 1"/></svg>'
    for (const evil of [
      `${icon}<img src=x>`,
      `<b>${icon}`,
      icon.replace('M 1 1', '" onload="alert(1)'),
      icon.replace('1.5', '1" onload="x'),
    ])
      expect(harmless(evil)).toBe(false)
  })

  test('[D19] finds shelves by the beginnings of words, and in Chinese by any part of a name', () => {
    const found = (query: string, language: 'en' | 'zh') =>
      searchShelves(query, shelves(language)).map(({ slug }) => slug)
    expect(found('sho', 'en')).toEqual(['shoes', 'shoes/trail', 'shoes/city'])
    expect(found('trail sho', 'en')).toEqual(['shoes/trail'])
    expect(found('rail', 'en')).toEqual([])
    expect(found('徑', 'zh')).toEqual(['shoes/trail'])
    expect(found('  ', 'en')).toEqual([])
  })
})
