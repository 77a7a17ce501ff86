import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeSite } from '../../../demo-site/write.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'acquaint-site-')), 'dist', 'site')
})
afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true }))

const read = (path: string) => readFileSync(join(folder, path), 'utf8')

test('[D27] a build over an open shop leaves its folder and what has not changed in place', () => {
  writeSite(
    folder,
    new Map([
      ['/index.html', 'home'],
      ['/img/a.svg', '<svg></svg>'],
    ]),
  )
  const places = () => ['', '/img', '/index.html', '/img/a.svg'].map((path) => statSync(folder + path).ino)
  const before = places()
  const { mtimeNs } = statSync(join(folder, 'index.html'), { bigint: true })
  writeSite(
    folder,
    new Map([
      ['/index.html', 'home'],
      ['/img/a.svg', '<svg/>'],
      ['/c/index.html', 'list'],
    ]),
  )
  expect(places()).toEqual(before)
  expect(statSync(join(folder, 'index.html'), { bigint: true }).mtimeNs).toBe(mtimeNs)
  expect([read('img/a.svg'), read('c/index.html')]).toEqual(['<svg/>', 'list'])
})

test('[D27] and takes away what is no file of the shop any more', () => {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'assets/shop.0000000000.js'), 'of an older build')
  writeSite(folder, new Map([['/assets/shop.1111111111.js', 'new']]))
  expect(existsSync(join(folder, 'assets/shop.0000000000.js'))).toBe(false)
  expect(read('assets/shop.1111111111.js')).toBe('new')
})
