import { hkdfSync } from 'node:crypto'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { createBackend } from '../../demo-site/backend/backend.ts'
import type { Feed, OrderBook } from '../../demo-site/backend/options.ts'
import type { Order } from '../../demo-site/order.ts'
import { localSecrets, previewToken } from './secrets.ts'
import { root, type Served, serve } from './serve.ts'
import { startSocial } from './social.ts'

const SITE = 'demo'
const SOCIAL = 'meadow'

export interface DemoOptions {
  /** 0 takes any free port. */
  port?: number
  /** Folder for D1, KV, keys and the shop's orders. */
  state: string
}

/** The demo shop as a whole: its pages and the Worker on one origin, the shop's own backend under `/shop/`, another house's login on a port of its own. */
export async function serveDemo({ port = 0, state }: DemoOptions): Promise<Served> {
  const secrets = await localSecrets(state, [SITE])
  const own = secrets[SITE]!
  const [serverToken, signingSecret] = [own.server[0] as string, own.signing[0]!]
  const preview = previewToken(secrets, SITE)
  const [[kid, key]] = Object.entries(own.identity) as [[string, string]]
  const social = await startSocial('/shop/callback')
  const { issuer, client_id, client_secret } = social
  let edge: URL | undefined
  const backend = createBackend({
    site: SITE,
    edge: (path, init) => fetch(new URL(path, edge), init),
    serverToken,
    signingSecret,
    identity: { kid, key: Buffer.from(key, 'base64url') },
    sessionKey: Buffer.from(hkdfSync('sha256', serverToken, '', 'shop session', 32)),
    ...(preview !== undefined && { previewToken: preview }),
    catalogue: JSON.parse(await readFile(`${root}dist/catalogue.json`, 'utf8')) as Feed,
    orders: orderFile(`${state}/shop-orders.ndjson`),
    social: { name: SOCIAL, issuer, client_id, client_secret },
    now: Date.now,
    log: (message) => console.error(message),
  })
  const served = await serve({
    port,
    state,
    assets: `${root}dist/site`,
    sites: {
      [SITE]: {
        form_fields: ['newsletter_topic', 'shoe_size'],
        identity: {
          issuers: [{ name: SOCIAL, issuer, audience: client_id, jwks_uri: `${issuer}/jwks` }],
        },
      },
    },
    secrets,
    beside: { routes: ['*/shop/*'], handle: backend },
  }).catch(async (error) => {
    await social.close()
    throw error
  })
  edge = served.url
  social.open(['localhost', '127.0.0.1'].map((host) => `http://${host}:${served.url.port}`))
  return {
    ...served,
    async stop() {
      await Promise.all([served.stop(), social.close()])
    },
  }
}

/** An order book in a file, an order a line. */
function orderFile(path: string): OrderBook {
  return {
    async add(order, customer) {
      await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true })
      await appendFile(path, `${JSON.stringify({ order, customer })}\n`, { mode: 0o600 })
    },
    async of(customer) {
      const text = await readFile(path, 'utf8').catch(() => '')
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { order: Order; customer?: string })
        .filter((kept) => kept.customer === customer)
        .map(({ order }) => order)
        .reverse()
    },
  }
}
