import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { depthOf } from '../../../edge/intake/body.ts'
import {
  categoryPath,
  cleanPath,
  cleanReferrer,
  cleanText,
  maskPersonal,
} from '../../../edge/intake/clean.ts'
import { classifyReferrer } from '../../../edge/profile/referrer.ts'
import { LIMITS } from '../../../snippet/wire.ts'

describe('cleaning', () => {
  test('[E22] masks addresses and long numbers, leaves the rest', () => {
    expect(maskPersonal('write anna.b@example.co.uk or anna%40example.com')).toBe('write [email] or [email]')
    expect(maskPersonal('call +852 9123 4567 8')).toBe('call +[number]')
    expect(maskPersonal('order 12345 of 2026-11-22, size 42')).toBe('order 12345 of 2026-11-22, size 42')
  })

  test('[E23] text is cut, well formed, free of control characters, and cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const cleaned = cleanText(text)
        expect(cleaned.length).toBeLessThanOrEqual(LIMITS.STRING_LENGTH * 3)
        expect(cleaned).not.toMatch(/\p{Cc}/u)
        expect(cleanText(cleaned)).toBe(cleaned)
      }),
    )
    for (const letter of ['a', 'é', '😀'])
      expect(cleanText(letter.repeat(LIMITS.STRING_LENGTH))).toHaveLength(LIMITS.STRING_LENGTH)
  })

  test('[E24] a path has no query, no fragment and starts with a slash', () => {
    expect(cleanPath('/a/b?x=1#y')).toBe('/a/b')
    expect(cleanPath('a')).toBe('/a')
    expect(cleanPath('')).toBe('/')
  })

  test('[E25] a referrer is origin and path of http(s), or nothing', () => {
    expect(cleanReferrer('https://a.example/b?c=d#e')).toBe('https://a.example/b')
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'nonsense', ''])
      expect(cleanReferrer(bad)).toBeUndefined()
  })

  test('[E26] five category levels and one path are the same category', () => {
    const levels = { item_id: 'x', item_category: 'Shoes ', item_category2: 'Trail' }
    expect(categoryPath(levels)).toBe('shoes/trail')
    expect(categoryPath({ item_id: 'x', item_category: '/Shoes/Trail/' })).toBe('shoes/trail')
    expect(categoryPath({ item_id: 'x' })).toBeUndefined()
  })

  test('[E27] depth is that of the parsed value, whatever the strings hold', () => {
    const deep = (value: unknown): number =>
      value && typeof value === 'object' ? 1 + Math.max(0, ...Object.values(value).map(deep)) : 0
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(depthOf(JSON.stringify(value))).toBe(deep(value))
      }),
    )
    expect(depthOf('"[[[{{{\\"[["')).toBe(0)
  })

  test('[E28] a page view is classed by its campaign first, then by where it came from', () => {
    const from = (host: string | undefined, page = {}) =>
      classifyReferrer({ path: '/', ...page }, host, ['shop.example'])
    expect(from('www.google.com.hk')).toBe('search')
    expect(from('duckduckgo.com')).toBe('search')
    expect(from('www.facebook.com')).toBe('social')
    expect(from('m.facebook.com')).toBe('social')
    expect(from('x.com')).toBe('social')
    expect(from('chatgpt.com')).toBe('assistant')
    expect(from('mail.example')).toBe('email')
    expect(from('shop.example')).toBe('internal')
    expect(from('blog.example')).toBe('other')
    expect(from('notgoogle.example')).toBe('other')
    expect(from(undefined)).toBe('direct')
    expect(from('www.google.com', { utm_source: 'ads' })).toBe('campaign')
    expect(from('www.google.com', { click_id: 'gclid' })).toBe('campaign')
    expect(from(undefined, { utm_medium: 'email', utm_source: 'news' })).toBe('email')
  })
})
