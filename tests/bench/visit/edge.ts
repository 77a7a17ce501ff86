import { randomBytes } from 'node:crypto'
import { build } from 'esbuild'
import { localSecrets } from '../../../edge/local/secrets.ts'
import { root, type Served, serve } from '../../../edge/local/serve.ts'
import { publishShop, STARTER } from '../../../edge/local/shop.ts'
import { publish } from '../../../edge/publish/publish.ts'
import { liveBundle } from '../../../edge/publish/versions.ts'
import { encodeBundle } from '../../../rules/encode.ts'

/** How a visitor's browser, and the shop's server, reach the edge. */
export interface Keys {
  url: URL
  site: string
  /** The shop's server token and signing secret, and the key of its identify tokens. */
  token: string
  signing: string
  kid: string
  identity: Uint8Array
}

/** The slot whose worth is asked, and how many visitors keep the shop's own row in it. */
export const PICKS = 'picked-for-you'
export const HOLDOUT = 0.5

const SITE = 'demo'
/** Of the visitors' time, ms. */
const DAY = 86_400_000

/**
 * A Worker whose clock its visitors bring along, with the demo shop's goods, rules and history, but
 * with half of the visitors held out of the picks; `state` keeps what happens for `npm start`.
 */
export async function serveVisits(
  state: string | undefined,
  now: number,
): Promise<{ served: Served; keys: Keys }> {
  const script = await buildWorker()
  const secret = () => randomBytes(32).toString('base64url')
  const secrets =
    state === undefined
      ? { [SITE]: { server: [secret()], signing: [secret()], identity: { visit: secret() } } }
      : await localSecrets(state, [SITE])
  const served = await serve({
    script,
    sites: { [SITE]: {} },
    secrets,
    refresh: DAY,
    ...(state !== undefined && { state }),
  })
  await publishShop(served.store, SITE, now)
  const restore = await holdOut(served, now)
  const { server, signing, identity } = secrets[SITE]!
  const [kid, key] = Object.entries(identity)[0] as [string, string]
  return {
    served: {
      ...served,
      async stop() {
        if (state !== undefined) await restore()
        await served.stop()
      },
    },
    keys: {
      url: served.url,
      site: SITE,
      token: server[0] as string,
      signing: signing[0]!,
      kid,
      identity: Buffer.from(key, 'base64url'),
    },
  }
}

/** Publishes the live rules with a holdout; answers with what puts the rules back as they were. */
async function holdOut({ store }: Served, now: number): Promise<() => Promise<void>> {
  const bundle = await liveBundle(store, SITE)
  if (!bundle?.slots[PICKS]) throw new Error(`The live rules have no slot ${PICKS}.`)
  const { hash: _, ...rules } = bundle
  const slots = { ...rules.slots, [PICKS]: { ...rules.slots[PICKS]!, holdout: HOLDOUT } }
  const tell = async (content: typeof rules, at: number) => {
    const { text, hash } = encodeBundle(content)
    // As the start itself would publish them, so that the next start goes on from them.
    await publish(store, SITE, 'bundle', text, { at, author: STARTER, message: 'npm run visit' }, hash)
  }
  await tell({ ...rules, slots }, now)
  return () => tell(rules, Date.now())
}

/** Puts the clock of worker.ts around the Worker as it was built; path from the root. */
async function buildWorker(): Promise<string> {
  const outfile = 'dist/visit/index.js'
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/bench/visit/worker.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    external: ['node:*'],
    logLevel: 'warning',
    plugins: [
      {
        name: 'as-built',
        setup: ({ onResolve }) =>
          onResolve({ filter: /edge\/index\.ts$/ }, () => ({ path: `${root}dist/worker/index.js` })),
      },
    ],
  })
  return outfile
}
