import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { jsonSchema } from '../../../rules/schema.ts'

const rules = fileURLToPath(new URL('../../../rules/', import.meta.url))
const written = JSON.parse(readFileSync(`${rules}rules.schema.json`, 'utf8'))

describe('the JSON Schema', () => {
  it('[R70] is what `npm run rules -- schema` writes today', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(jsonSchema())))
  })

  it('[R70] accepts the shop’s own files and refuses a misspelt key', () => {
    const schema = z.fromJSONSchema(written)
    for (const file of readdirSync(`${rules}shop`).filter((name) => name.endsWith('.yaml'))) {
      const text = readFileSync(`${rules}shop/${file}`, 'utf8')
      expect(schema.safeParse(parse(text)).success).toBe(true)
      expect(text.startsWith('# yaml-language-server: $schema=../rules.schema.json')).toBe(true)
    }
    expect(schema.safeParse({ segments: { a: { did: 'view_item', wher: {} } } }).success).toBe(false)
  })

  it('[R70] explains what a key means', () => {
    expect(JSON.stringify(written)).toContain('How often: `at least 3`')
  })
})
