import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../rules/compile.ts'
import { publishRules } from '../../../rules/workbench/publishing.ts'
import { dryStore, type Ran, RemoteFailed, remoteStore } from '../../../rules/workbench/remote.ts'
import { NOW } from './visitor.ts'

const shop = compile({
  'a.yaml': 'blocks: { a: { template: <p>A</p> } }\nslots: { s: { show: [{ block: a }] } }\n',
})
const publish = (store: Parameters<typeof publishRules>[0]) =>
  publishRules(store, 'demo', shop, [], { at: NOW, author: 'anna', message: 'winter' })
const text = (value: string) => new TextEncoder().encode(value)

/** A wrangler over a map; `fails` says what it prints instead for some commands. */
function wrangler(fails: (args: readonly string[]) => Ran | undefined = () => undefined) {
  const values = new Map<string, string>()
  const commands: string[] = []
  const files: string[] = []
  const run = async (args: readonly string[]): Promise<Ran> => {
    const [, , verb, key, flag, file] = args as [string, string, string, string, string, string]
    commands.push(args.map((each) => (each === file && flag === '--path' ? 'FILE' : each)).join(' '))
    const failed = fails(args)
    if (failed) return failed
    if (verb === 'put') {
      files.push(file)
      values.set(key, readFileSync(file, 'utf8'))
      return { code: 0, out: text('Writing…'), err: '' }
    }
    const value = values.get(key)
    return value === undefined
      ? { code: 1, out: text(''), err: `Failed to fetch /values/${key} - 404: Not Found` }
      : { code: 0, out: text(value), err: '' }
  }
  return { run, values, commands, files }
}
const refusing = (err: string): Ran => ({ code: 1, out: text(''), err })

describe('publish --remote', () => {
  it('[R87] writes the artefact, the pointer and the history through wrangler, each by a file that is gone afterwards', async () => {
    const fake = wrangler()
    const { hash } = shop.bundle
    expect(await publish(remoteStore(fake.run).store)).toEqual({ ok: true, hash, changed: true })
    expect(fake.commands.filter((command) => command.includes(' put '))).toEqual([
      `kv key put bundle/${hash} --path FILE --binding KV --remote`,
      'kv key put site/demo/bundle --path FILE --binding KV --remote',
      'kv key put site/demo/bundle/history --path FILE --binding KV --remote',
    ])
    expect(fake.commands[0]).toBe('kv key get site/demo/bundle --binding KV --remote')
    expect(fake.values.get(`bundle/${hash}`)).toBe(shop.text)
    expect(JSON.parse(fake.values.get('site/demo/bundle')!)).toMatchObject({ hash, author: 'anna' })
    expect(fake.files.filter((file) => existsSync(file))).toEqual([])
    expect(await publish(remoteStore(fake.run).store)).toMatchObject({ changed: false })
  })

  it.each([
    ['wrangler is missing', { code: undefined, out: text(''), err: '' }, /npm ci/],
    [
      'nobody is logged in',
      refusing(
        "✘ [ERROR] In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work.",
      ),
      /npx wrangler login.*CLOUDFLARE_API_TOKEN/,
    ],
    ['the token is wrong', refusing('Authentication error [code: 10000]'), /npx wrangler login/],
    ['the namespace is missing', refusing("get: 'namespace not found' [code: 10013]"), /npm run deploy/],
    ['Cloudflare is far away', refusing('fetch failed: getaddrinfo ENOTFOUND'), /check the network/],
    ['something else', refusing('\u001b[31mThe sky\u001b[0m fell'), /wrangler said:\nThe sky fell/],
  ])('[R88] %s: it says what to do, and nothing is written', async (_, ran, says) => {
    const fake = wrangler(() => ran)
    const failed = await publish(remoteStore(fake.run).store).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(RemoteFailed)
    expect((failed as Error).message).toMatch(says)
    expect(fake.values.size).toBe(0)
  })

  it('[R88] where the artefact cannot be written the pointer stays', async () => {
    const fake = wrangler((args) => (args[3]!.startsWith('bundle/') ? refusing('fetch failed') : undefined))
    await expect(publish(remoteStore(fake.run).store)).rejects.toThrow(/Cannot write 'bundle\//)
    expect(fake.values.size).toBe(0)
  })

  it('[R89] a dry run says each write with its size', async () => {
    const said: string[] = []
    await publish(dryStore((line) => said.push(line)).store)
    expect(said).toHaveLength(3)
    expect(said[0]).toBe(
      `  wrangler kv key put bundle/${shop.bundle.hash} --path <${shop.text.length} bytes> --binding KV --remote`,
    )
  })
})
