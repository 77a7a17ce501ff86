import { expect, test } from 'vitest'
import { codeName } from '../../../demo-site/words/codes.ts'

test('[D28] countries and languages have their names in the page’s language; what is no code stays as it is', () => {
  expect(codeName('country', 'us', 'en')).toBe('United States')
  expect(codeName('country', 'hk', 'zh-Hant')).toMatch(/香港/)
  expect(codeName('language', 'en-us', 'en')).toBe('American English')
  expect(codeName('country', 't1', 'en')).toBe('t1')
  expect(codeName('language', '*', 'en')).toBe('*')
  expect(codeName('city', 'Austin', 'en')).toBeUndefined()
})
