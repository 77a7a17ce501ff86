import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const tests = fileURLToPath(new URL('..', import.meta.url))
const read = (pattern: string) =>
  globSync(pattern, { cwd: tests }).map((name) => ({ name, text: readFileSync(tests + name, 'utf8') }))

const NUMBER = /[A-Z]\d+/
const promises = read('spec/*.md').flatMap(({ name, text }) =>
  [...text.matchAll(new RegExp(`^- \\*\\*\\[(${NUMBER.source})\\]\\*\\*`, 'gm'))].map(([, id]) => ({
    name,
    id: id!,
  })),
)
const titles = read('**/*.test.ts')
  .concat(read('support/*-contract.ts'))
  .flatMap(({ name, text }) =>
    [...text.matchAll(/\b(?:test|it)(?:\.[\w.]+(?:\([^\n]*?\))?)?\(\s*(['"`])(.*?)\1/g)].map(
      ([, , title]) => ({ name, title: title! }),
    ),
  )

describe('the specification', () => {
  test('[Z1] every test title begins with the number of a promise', () => {
    const known = new Set(promises.map(({ id }) => id))
    const stray = titles.filter(({ title }) => {
      const id = new RegExp(`^\\[(${NUMBER.source})\\]`).exec(title)?.[1]
      return id === undefined || !known.has(id)
    })
    expect(stray.map(({ name, title }) => `${name}: ${title}`)).toEqual([])
  })

  test('[Z2] every promise has a test, and no number is given twice', () => {
    const tested = new Set(titles.map(({ title }) => /^\[(\w+)\]/.exec(title)?.[1]))
    expect(
      promises.filter(({ id }) => !tested.has(id)).map(({ name, id }) => `${basename(name)}: ${id}`),
    ).toEqual([])
    const twice = promises.filter(({ id }, index) => promises.findIndex((other) => other.id === id) !== index)
    expect(twice.map(({ name, id }) => `${basename(name)}: ${id}`)).toEqual([])
  })
})
