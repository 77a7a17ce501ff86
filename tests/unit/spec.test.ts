import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const tests = fileURLToPath(new URL('..', import.meta.url))
const read = (pattern: string) =>
  globSync(pattern, { cwd: tests }).map((name) => ({ name, text: readFileSync(tests + name, 'utf8') }))

const NUMBER = /\[([A-Z]\d+)\]/
/** The numbers a title begins with: usually one. */
const idsOf = (title: string): string[] =>
  [...(/^(?:\[[A-Z]\d+\] ?)+/.exec(title)?.[0] ?? '').matchAll(new RegExp(NUMBER, 'g'))].map(([, id]) => id!)

const promises = read('spec/*.md').flatMap(({ name, text }) =>
  [...text.matchAll(new RegExp(`^- \\*\\*${NUMBER.source}\\*\\*`, 'gm'))].map(([, id]) => ({
    name,
    id: id!,
  })),
)
// `test('…'`, and the `)('…'` after a table of cases where it begins with a number (a group of tests has none).
const TITLE = /(?:\b(?:test|it)\(\s*|\)\(\s*(?=['"`]\[))(['"`])(.*?)\1\s*,/g
const titles = read('**/*.test.ts')
  .concat(read('support/*-contract.ts'))
  .flatMap(({ name, text }) => [...text.matchAll(TITLE)].map(([, , title]) => ({ name, title: title! })))

describe('the specification', () => {
  test('[Z1] every test title begins with the number of a promise', () => {
    const known = new Set(promises.map(({ id }) => id))
    const stray = titles.filter(({ title }) => {
      const ids = idsOf(title)
      return ids.length === 0 || !ids.every((id) => known.has(id))
    })
    expect(stray.map(({ name, title }) => `${name}: ${title}`)).toEqual([])
  })

  test('[Z2] every promise has a test, and no number is given twice', () => {
    const tested = new Set(titles.flatMap(({ title }) => idsOf(title)))
    expect(
      promises.filter(({ id }) => !tested.has(id)).map(({ name, id }) => `${basename(name)}: ${id}`),
    ).toEqual([])
    const twice = promises.filter(({ id }, index) => promises.findIndex((other) => other.id === id) !== index)
    expect(twice.map(({ name, id }) => `${basename(name)}: ${id}`)).toEqual([])
  })
})
