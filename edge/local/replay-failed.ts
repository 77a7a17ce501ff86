import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { secretsFile } from './secrets.ts'
import { root } from './serve.ts'

// `npm run replay-failed -- [--site demo] [--url http://localhost:8787]`: tries the events again that were set aside.
// The token comes from ACQUAINT_TOKEN, or, for a Worker on this machine, from where `npm start` keeps it.
const { values } = parseArgs({
  options: {
    site: { type: 'string', default: 'demo' },
    url: { type: 'string', default: 'http://localhost:8787' },
  },
})
const { site, url } = values
const token = process.env.ACQUAINT_TOKEN ?? (await localToken())
if (token === undefined) {
  console.error(`No server token for site ${site}. Set ACQUAINT_TOKEN, or run npm start once.`)
  process.exit(1)
}

interface Answer {
  landed: number
  erased: number
  failed: number
  next?: number
}
const total = { landed: 0, erased: 0, failed: 0 }
for (let after: number | undefined = 0; after !== undefined; ) {
  const address: URL = new URL(`/v1/server/replay?site=${encodeURIComponent(site)}&after=${after}`, url)
  const response = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) {
    console.error(`${address.origin} answered ${response.status}: ${await response.text()}`)
    process.exit(1)
  }
  const answer = (await response.json()) as Answer
  for (const outcome of ['landed', 'erased', 'failed'] as const) total[outcome] += answer[outcome]
  after = answer.next
}
console.log(`${total.landed} landed, ${total.failed} still fail, ${total.erased} belong to nobody any more.`)

async function localToken(): Promise<string | undefined> {
  try {
    const secrets = JSON.parse(await readFile(secretsFile(`${root}.wrangler`), 'utf8')) as Record<
      string,
      { server: string[] }
    >
    return secrets[site]?.server[0]
  } catch {
    return undefined
  }
}
