import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { remoteStore, wranglerWith } from '../../../rules/workbench/remote.ts'
import { readPointer } from '../../publish/pointer.ts'
import { DeployFailed, deploy, stepsOf, type Tools } from '../deploy/deploy.ts'
import { wranglerFor } from '../deploy/wrangler.ts'
import { localKeys, localSecrets, secretsFile } from '../secrets.ts'
import { publishShop } from '../shop.ts'

// `npm run deploy [-- --dry-run]`: the Worker to Cloudflare, with all that it needs there.
const root = fileURLToPath(new URL('../../../', import.meta.url))
const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    config: { type: 'string', default: `${root}wrangler.toml` },
  },
})
const config = resolve(values.config)
/** Secrets can't be read back from Cloudflare: what was made is kept here, for the shop's own server. */
const state = `${dirname(config)}/.wrangler/deployed`
const wrangler = wranglerFor(config)

const tools: Tools = {
  wrangler,
  config: { read: () => readFile(config, 'utf8'), write: (toml) => writeFile(config, toml) },
  secret: async (name, sites) =>
    name === 'ACQUAINT_KEYS'
      ? localKeys(`${state}/acquaint-keys.json`)
      : JSON.stringify(await localSecrets(state, sites)),
  async withFile(text, use) {
    const folder = await mkdtemp(join(tmpdir(), 'acquaint-'))
    try {
      await writeFile(join(folder, 'secrets.json'), text, { mode: 0o600 })
      return await use(join(folder, 'secrets.json'))
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  async publish() {
    const { store } = remoteStore(wranglerWith(config))
    if (await readPointer(store, 'demo', 'bundle')) return 'Rules: those that are live stay live.'
    return (await publishShop(store, 'demo', Date.now())).join('\n')
  },
  say: (line) => console.log(line),
}

if (values['dry-run']) {
  const steps = stepsOf(await tools.config.read())
  console.log('Nothing is created or changed. `npm run deploy` would run:\n')
  for (const [index, [command, what]] of steps.entries())
    console.log(`${index + 1}. ${command.padEnd(46)} ${what}`)
  console.log('\nWhat would be uploaded:\n')
  process.exitCode = (await wrangler(['deploy', '--dry-run'], true)).code
} else {
  try {
    const { url } = await deploy(tools)
    console.log(`\n  Deployed${url ? `: ${url}/` : '.'}`)
    console.log(`  The tag: <script async src="${url ?? 'https://…'}/acquaint.js" data-site="demo"></script>`)
    console.log(`  Tokens for the shop's server: ${relative(process.cwd(), secretsFile(state))}\n`)
  } catch (error) {
    if (!(error instanceof DeployFailed)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
