import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sitesOf, storesOf, withId } from '../../../edge/local/deploy/config.ts'
import { deploy, type Tools } from '../../../edge/local/deploy/deploy.ts'
import { wranglerFor } from '../../../edge/local/deploy/wrangler.ts'
import { root } from '../../../edge/local/serve.ts'
import { type Account, fakeWrangler } from '../../support/fake-wrangler.ts'

let folder: string
let fake: Awaited<ReturnType<typeof fakeWrangler>>

const folders: string[] = []
afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true, force: true }))))

const begin = async (account: Partial<Account> = {}) => {
  folder = await mkdtemp(join(tmpdir(), 'acquaint-deploy-'))
  folders.push(folder)
  await copyFile(`${root}wrangler.toml`, join(folder, 'wrangler.toml'))
  fake = await fakeWrangler(folder, account)
}
const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((ran) => {
    const all = [`${root}edge/local/cli/deploy.ts`, '--config', join(folder, 'wrangler.toml'), ...args]
    const child = execFile(
      process.execPath,
      all,
      { env: { ...process.env, PATH: fake.path } },
      (_, out, err) => ran({ code: child.exitCode ?? 1, out, err }),
    )
  })
/** Tools that publish nothing; a secret is made once. */
function toolsOf(folder: string): Tools {
  process.env.PATH = fake.path
  const config = join(folder, 'wrangler.toml')
  const made = new Map<string, string>()
  return {
    wrangler: wranglerFor(config),
    config: { read: () => readFile(config, 'utf8'), write: (text) => writeFile(config, text) },
    async secret(name) {
      if (!made.has(name)) made.set(name, `${name}-${made.size}`)
      return made.get(name)!
    },
    async withFile(text, use) {
      await writeFile(join(folder, 'secrets.json'), text)
      return use(join(folder, 'secrets.json'))
    },
    publish: async () => '',
    say: () => {},
  }
}
const toml = () => readFile(join(folder, 'wrangler.toml'), 'utf8')
const wordsOf = (calls: string[][]) => calls.map((call) => call.slice(0, 3).join(' '))

describe('npm run deploy', () => {
  test('[V6] makes stores, tables, secrets and the Worker, and publishes the first rules', async () => {
    await begin()
    const { code, out, err } = await run()
    expect([err, code]).toEqual(['', 0])
    const { d1, kv, secrets, keys, migrated } = await fake.account()
    const stores = storesOf(await toml())
    expect(stores.map(({ id }) => id)).toEqual(
      stores.map(({ kind, name }) =>
        kind === 'd1' ? d1.find((one) => one.name === name)!.uuid : kv.find((one) => one.title === name)!.id,
      ),
    )
    expect(migrated).toEqual(d1.map(({ name }) => name))
    expect(Object.keys(JSON.parse(secrets!.ACQUAINT_KEYS!))).toEqual(['k1'])
    const { demo } = JSON.parse(secrets!.SITE_SECRETS!) as { demo: { server: string[] } }
    expect(demo.server[0]!.length).toBeGreaterThanOrEqual(32)
    for (const kind of ['bundle', 'catalogue', 'model'])
      expect(Object.keys(keys)).toContain(`site/demo/${kind}`)
    expect(out).toContain('https://acquaint.example.workers.dev/acquaint.js')
    // The shop's server needs them, and nobody else of this machine.
    const kept = join(folder, '.wrangler/deployed/acquaint-site-secrets.json')
    expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual(JSON.parse(secrets!.SITE_SECRETS!))
    expect((await stat(kept)).mode & 0o077).toBe(0)
  })

  test('[V7] asks for nothing twice: a second run only uploads', async () => {
    // The account and the folder are those of the test before.
    const first = await fake.account()
    const written = await toml()
    await fake.change({ calls: [] })
    expect((await run()).code).toBe(0)
    const { calls, ...second } = await fake.account()
    expect({ ...second, calls: [] }).toEqual({ ...first, calls: [] })
    expect(await toml()).toBe(written)
    const changing = wordsOf(calls).filter((words) => /create|put|secrets-file/.test(words))
    expect(changing).toEqual([])
    expect(wordsOf(calls)).toContainEqual(expect.stringMatching(/^deploy --config/))
  })

  test('[V8] after a failure goes on where it stopped, with the same secrets', async () => {
    await begin({ fails: 'deploy' })
    const tools = toolsOf(folder)
    await expect(deploy(tools)).rejects.toThrow('Uploading failed.')
    await fake.change({ fails: '' })
    expect(await deploy(tools)).toEqual({ url: 'https://acquaint.example.workers.dev' })
    const { secrets, d1 } = await fake.account()
    expect(secrets!.ACQUAINT_KEYS).toBe('ACQUAINT_KEYS-0')
    expect(d1).toHaveLength(storesOf(await toml()).filter(({ kind }) => kind === 'd1').length)
  })

  test('[V9] a dry run prints every step, changes nothing and has wrangler check the upload', async () => {
    await begin()
    const before = await toml()
    const { code, out } = await run('--dry-run')
    expect(code).toBe(0)
    for (const step of ['whoami', 'd1 create', 'kv namespace create', 'migrations apply', '--secrets-file'])
      expect(out).toContain(step)
    const { calls } = await fake.account()
    expect(wordsOf(calls)).toEqual(['deploy --dry-run --config'])
    expect(await toml()).toBe(before)
  })

  test('[V10] without a login says what to do and does nothing', async () => {
    await begin({ loggedIn: false })
    await expect(deploy(toolsOf(folder))).rejects.toThrow(/^Nobody is logged in .* `npx wrangler login`/)
    expect(wordsOf((await fake.account()).calls)).toEqual(['whoami --json --config'])
  })
})

test('[V11] an id is written where it belongs, and nothing else of wrangler.toml changes', async () => {
  const text = await readFile(`${root}wrangler.toml`, 'utf8')
  const stores = storesOf(text)
  expect(stores.map(({ kind, binding }) => `${kind} ${binding}`)).toEqual(
    expect.arrayContaining(['d1 DB', 'kv KV']),
  )
  expect(sitesOf(text)).toEqual(['demo'])
  for (const store of stores) {
    const changed = withId(text, store, 'another-id')
    const lines = text.split('\n')
    const different = changed.split('\n').filter((line, index) => line !== lines[index])
    expect(different).toEqual([store.kind === 'd1' ? 'database_id = "another-id"' : 'id = "another-id"'])
    expect(storesOf(changed).find(({ binding }) => binding === store.binding)!.id).toBe('another-id')
  }
})
