import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, type Served, serve } from '../../edge/local/serve.ts'
import { artefactKey, pointerKey } from '../../edge/publish/pointer.ts'
import { compile } from '../../rules/compile.ts'
import { readRules } from '../../rules/folder.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'acquaint-'))
const state = join(folder, 'state')
const dir = join(folder, 'rules')
const TOKEN = 'publishing-token-of-the-shop-0123456789'
let served: Served

/** What the running Worker answers somebody it does not know. */
async function decide(): Promise<{ bundle: string | null; block: string | null; html: string }> {
  const answer = await fetch(new URL('/v1/decide', served.url), {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: served.url.origin },
    body: JSON.stringify({
      site: 'demo',
      sent_at: Date.now(),
      consent: { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown' },
      page: { path: '/' },
      slots: ['home-hero'],
    }),
  })
  const { bundle, decisions } = (await answer.json()) as {
    bundle: string | null
    decisions: Record<string, { block: string | null; html?: string }>
  }
  return { bundle, block: decisions['home-hero']?.block ?? null, html: decisions['home-hero']?.html ?? '' }
}

/** Asks until the answer is as wanted; the test's own time limit ends it otherwise. */
async function until(wanted: (answer: Awaited<ReturnType<typeof decide>>) => boolean) {
  for (;;) {
    const answer = await decide()
    if (wanted(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const rules = (...args: string[]) =>
  run(process.execPath, [`${root}rules/cli.ts`, ...args, '--dir', dir, '--state', state, '--author', 'ann'])
const edit = (from: string, to: string) => {
  const path = join(dir, 'a.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to))
}

describe('rules and a running Worker', () => {
  beforeAll(async () => {
    cpSync(`${root}rules/shop/shop.yaml`, join(folder, 'rules/shop.yaml'), { recursive: true })
    writeFileSync(
      join(dir, 'a.yaml'),
      'blocks: { hero: { template: <p>First</p> } }\nslots: { home-hero: { show: [{ block: hero }] } }\ntests: [{ name: everybody, expect: { home-hero: hero } }]\n',
    )
    served = await serve({ state, sites: { demo: {} }, secrets: { demo: { server: [TOKEN] } } })
  })
  afterAll(async () => {
    await served?.stop()
    rmSync(folder, { recursive: true })
  })

  it('[R85] serves what the command publishes, and what it rolls back to, without a restart', async () => {
    await rules('publish', '--message', 'first')
    expect((await until(({ bundle }) => bundle !== null)).html).toContain('First')
    edit('First', 'Second')
    await rules('publish', '--message', 'second')
    const second = compile(readRules(dir)).bundle.hash
    expect((await until(({ bundle }) => bundle === second)).html).toContain('Second')
    await rules('rollback')
    expect((await until(({ bundle }) => bundle !== second)).html).toContain('First')
  })

  it('[R99] is published to by its own API, with a token and no more', async () => {
    const env = { ...process.env, ACQUAINT_TOKEN: TOKEN, ACQUAINT_URL: String(served.url), PATH: '' }
    const remote = (...args: string[]) =>
      run(process.execPath, [`${root}rules/cli.ts`, ...args, '--remote', '--dir', dir, '--author', 'bea'], {
        env,
      })
    edit('Second', 'Third')
    const third = compile(readRules(dir)).bundle.hash
    expect((await remote('diff')).stdout).toContain('~ block hero')
    expect((await remote('publish', '--message', 'third')).stdout).toContain(
      `Published ${third.slice(0, 12)}`,
    )
    expect((await until(({ bundle }) => bundle === third)).html).toContain('Third')
    expect((await remote('rollback')).stdout).toContain('demo serves')
    expect((await until(({ bundle }) => bundle !== third)).html).toContain('First')
  })

  it('[R86] keeps the last good bundle while the pointer names a truncated or missing one', async () => {
    const { bundle: good } = await decide()
    for (const [hash, value] of [
      ['e'.repeat(64), undefined],
      ['f'.repeat(64), '{"hash":"'],
    ] as const) {
      if (value !== undefined) await served.store.put(artefactKey('bundle', hash), value)
      await served.store.put(pointerKey('demo', 'bundle'), JSON.stringify({ hash, at: Date.now(), parts: 1 }))
      // several refreshes later
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => setTimeout(resolve, 600))
        expect(await decide()).toMatchObject({ bundle: good, block: 'hero' })
      }
    }
  })

  it('[R81] the command does not publish rules with an error', async () => {
    edit('block: hero', 'block: hreo')
    const failed = await rules('publish', '--message', 'wrong').catch(
      (error: { code: number; stdout: string }) => error,
    )
    expect(failed).toMatchObject({ code: 1 })
    expect(failed.stdout).toContain("did you mean 'hero'?")
    expect(failed.stdout).toContain('Not published.')
  })
})
