import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../edge/local/serve.ts'
import { OPENING, type OpenShop, openWholeShop } from './open.ts'

const dir = join(mkdtempSync(join(tmpdir(), 'acquaint-watch-')), 'rules')
let shop: OpenShop
let watching: ChildProcess
let said = ''

beforeAll(async () => {
  shop = await openWholeShop()
  cpSync(`${root}rules/shop`, dir, { recursive: true })
  watching = spawn(
    process.execPath,
    [`${root}rules/cli.ts`, 'watch', '--dir', dir, '--state', shop.state, '--author', 'anna'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  watching.stdout!.on('data', (chunk) => {
    said += chunk
  })
  await told(/is live already|Published/)
}, OPENING)
afterAll(async () => {
  if (watching?.exitCode === null) {
    watching.kill()
    await once(watching, 'exit')
  }
  await shop?.close()
  rmSync(join(dir, '..'), { recursive: true, force: true })
})

/** Waits until the command has said something, and forgets it; the test's own time limit ends it otherwise. */
async function told(what: RegExp): Promise<string> {
  while (!what.test(said)) await new Promise((again) => setTimeout(again, 50))
  const all = said
  said = ''
  return all
}
const save = (from: string, to: string) => {
  const path = join(dir, 'heroes.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to))
}
const hero = (page: Page) => page.locator('[data-acquaint="home-hero"]').innerText()

test('[R98] what is saved comes into the page that the marketer has open, and into others when they are opened', async () => {
  const { page, context } = await shop.device()
  await page.goto(shop.url('/?preview'))
  await page.locator('.cm button[data-role="necessary"]').click()
  await page.locator('.panel__slot').first().waitFor()
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))

  save('title: "Made for the hill, kept for the house"', 'title: "Saved a moment ago"')
  await told(/Published/)
  await expect.poll(() => hero(page), { timeout: 50_000 }).toContain('Saved a moment ago')
  expect(await page.evaluate(() => (window as { sameDocument?: true }).sameDocument)).toBe(true)

  const other = await shop.device()
  await other.page.goto(shop.url('/'))
  await other.page.locator('.cm button[data-role="necessary"]').click()
  await expect.poll(() => hero(other.page), { timeout: 50_000 }).toContain('Saved a moment ago')

  save('block: default-hero', 'block: defalt-hero')
  expect(await told(/Not published/)).toContain("did you mean 'default-hero'?")
  await other.page.reload()
  await expect.poll(() => hero(other.page), { timeout: 50_000 }).toContain('Saved a moment ago')
  await context.close()
  await other.context.close()
})
