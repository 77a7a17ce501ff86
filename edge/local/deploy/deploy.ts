import { type BoundStore, sitesOf, storesOf, withId } from './config.ts'
import { jsonOf, type Ran, type Wrangler } from './wrangler.ts'

/** All that a deployment may touch. */
export interface Tools {
  wrangler: Wrangler
  /** The text of wrangler.toml. */
  config: { read(): Promise<string>; write(toml: string): Promise<void> }
  /** Makes a secret's value, or finds the one made before. */
  secret(name: Secret, sites: readonly string[]): Promise<string>
  /** Keeps a text where wrangler finds it while `use` runs. */
  withFile<T>(text: string, use: (path: string) => Promise<T>): Promise<T>
  /** Publishes the demo shop's rules, products and model unless rules are live; tells what it did. */
  publish(): Promise<string>
  say(line: string): void
}

const SECRETS = ['ACQUAINT_KEYS', 'SITE_SECRETS'] as const
export type Secret = (typeof SECRETS)[number]

/** A step failed: what was tried, and what wrangler said. */
export class DeployFailed extends Error {
  constructor(what: string, { out, err }: Partial<Ran> = {}) {
    super(`${what}\n${(err || out || '').trim()}`.trim())
  }
}

/** What a deployment does, in its order: the command, and when or what for. */
export function stepsOf(toml: string): [command: string, what: string][] {
  const stores = storesOf(toml)
  const databases = stores.filter(({ kind }) => kind === 'd1')
  return [
    ['wrangler whoami', 'after `wrangler login` once, or with CLOUDFLARE_API_TOKEN'],
    ...stores.map(({ kind, name, binding }): [string, string] => [
      `wrangler ${kind === 'd1' ? 'd1' : 'kv namespace'} create ${name}`,
      `unless the account has it; its id goes to wrangler.toml (${binding})`,
    ]),
    ...databases.map(({ name }): [string, string] => [
      `wrangler d1 migrations apply ${name} --remote`,
      'what is not applied yet',
    ]),
    [
      'wrangler deploy --secrets-file …',
      `builds and uploads; makes ${SECRETS.join(' and ')} where they lack`,
    ],
    ['wrangler kv key put … --remote', 'the demo shop’s rules and products, unless rules are live'],
  ]
}

/**
 * Brings the Worker to Cloudflare: stores, tables, secrets, code, first rules. What is there already
 * stays as it is, so that it can be run again after every failure and for every new version.
 */
export async function deploy(tools: Tools): Promise<{ url: string | undefined }> {
  const { wrangler, config, say } = tools
  const who = await wrangler(['whoami', '--json'])
  if (who.code !== 0)
    throw new DeployFailed(
      'Nobody is logged in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.',
      who,
    )

  const toml = await config.read()
  const found = await findOrCreate(tools, storesOf(toml))
  const filled = found.reduce((text, { store, id }) => withId(text, store, id), toml)
  if (filled !== toml) await config.write(filled)

  for (const { name } of storesOf(filled).filter(({ kind }) => kind === 'd1')) {
    await must(wrangler, ['d1', 'migrations', 'apply', name, '--remote'], `Migrating ${name} failed.`)
    say(`Tables of ${name}: up to date.`)
  }

  const missing = await missingSecrets(wrangler)
  const values: Partial<Record<Secret, string>> = {}
  for (const name of missing) values[name] = await tools.secret(name, sitesOf(filled))
  const upload = (...more: string[]) => must(wrangler, ['deploy', ...more], 'Uploading failed.', true)
  const uploaded = missing.length
    ? await tools.withFile(JSON.stringify(values), (path) => upload('--secrets-file', path))
    : await upload()
  say(missing.length ? `Secrets made: ${missing.join(', ')}.` : 'Secrets: kept as they are.')

  say(await tools.publish())
  return { url: /https:\/\/\S+\.workers\.dev\b/.exec(uploaded.out)?.[0] }
}

/** The id of every store: by its name in the account, else of a new one. */
async function findOrCreate({ wrangler, say }: Tools, stores: readonly BoundStore[]) {
  const lists = {
    d1: async () =>
      jsonOf<{ uuid: string; name: string }[]>(
        await must(wrangler, ['d1', 'list', '--json'], 'Listing D1 databases failed.'),
      ).map(({ uuid, name }) => ({ id: uuid, name })),
    kv: async () =>
      jsonOf<{ id: string; title: string }[]>(
        await must(wrangler, ['kv', 'namespace', 'list'], 'Listing KV namespaces failed.'),
      ).map(({ id, title }) => ({ id, name: title })),
  }
  const found: { store: BoundStore; id: string }[] = []
  for (const store of stores) {
    const { kind, name } = store
    const known = async () =>
      (await lists[kind]()).find((one) => one.id === store.id || one.name === name)?.id
    let id = await known()
    say(`${kind === 'd1' ? 'D1 database' : 'KV namespace'} ${name}: ${id ? 'found' : 'created'}.`)
    if (!id) {
      const create = kind === 'd1' ? ['d1', 'create', name] : ['kv', 'namespace', 'create', name]
      const created = await must(wrangler, create, `Creating ${name} failed.`)
      id = await known()
      if (!id) throw new DeployFailed(`${name} was created, and the account does not list it.`, created)
    }
    found.push({ store, id })
  }
  return found
}

/** A Worker that was never deployed has none. */
async function missingSecrets(wrangler: Wrangler): Promise<Secret[]> {
  const listed = await wrangler(['secret', 'list', '--format', 'json'])
  if (listed.code !== 0) {
    if (/10007|does not exist|not found/i.test(listed.err + listed.out)) return [...SECRETS]
    throw new DeployFailed('Listing secrets failed.', listed)
  }
  const names = jsonOf<{ name: string }[]>(listed).map(({ name }) => name)
  return SECRETS.filter((name) => !names.includes(name))
}

async function must(wrangler: Wrangler, args: string[], what: string, show = false): Promise<Ran> {
  const ran = await wrangler(args, show)
  // What was shown is not said again.
  if (ran.code !== 0) throw new DeployFailed(what, show ? {} : ran)
  return ran
}
