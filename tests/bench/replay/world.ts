import type { CatalogueFeed } from '../../../edge/catalogue/catalogue.ts'
import { type Served, serve } from '../../../edge/local/serve.ts'
import { publish } from '../../../edge/publish/publish.ts'
import type { Dataset } from '../../../edge/recommend/offline/dataset.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import { toColumns } from '../../../edge/recommend/sessions.ts'
import { train } from '../../../edge/recommend/train.ts'
import { tune } from '../../../edge/recommend/tune.ts'
import { compile } from '../../../rules/compile.ts'
import { formatDiagnostics } from '../../../rules/diagnostics.ts'
import type { DecideRequest, DecideResponse, Problem } from '../../../snippet/wire.ts'
import { BROWSER } from '../../support/agent.ts'

export const SITE = 'replay'
export const SLOT = 'next'
/** How many items a block lists; the 20 of HR@20. */
export const SIZE = 20

// `never` is empty: the protocol counts a target that was already seen, so it must be allowed.
const RULES = `
shop: { name: Replay, currency: USD, locale: en-US, timezone: UTC }
slots:
  ${SLOT}:
    recommend: { from: session, size: ${SIZE}, never: [], otherwise: bestsellers }
`

/** Starts a Worker of its own with the data set's items, one slot of recommendations, and a model of its first part. */
export async function serveDataset(
  { train: sessions, test }: Dataset,
  tuned: (step: string, done: number) => void,
): Promise<Served> {
  const served = await serve({ sites: { [SITE]: {} }, refresh: 60_000 })
  const ids = new Set([...sessions, ...test].flatMap(({ items }) => items))
  const feed: CatalogueFeed = {
    currency: 'USD',
    items: [...ids].map((id) => ({
      item_id: id,
      item_name: id,
      item_category: 'all',
      price: 1,
      link: `/p/${id}`,
      image_link: `/p/${id}.svg`,
      availability: 'in_stock',
    })),
  }
  const rules = compile({ 'replay.yaml': RULES })
  if (!rules.ok) throw new Error(formatDiagnostics(rules.diagnostics))
  const at = Date.now()
  await publish(served.store, SITE, 'catalogue', JSON.stringify(feed), { at })
  await publish(served.store, SITE, 'bundle', rules.text, { at }, rules.bundle.hash)
  const columns = toColumns(sessions)
  // As `npm run train` does it: tuned on the last of the training part, never on what is played.
  const tuning = tune(columns, {
    random: seeded(1),
    progress: (step, done) => tuned(`tuning: ${step}`, done),
  })
  await publish(served.store, SITE, 'model', train(columns, { tuning }), { at })
  return served
}

/** What keeps a Worker elsewhere from being played against; nothing where it serves the site and fills the slot. */
export async function unready(address: string): Promise<string | undefined> {
  const url = URL.parse(address)
  if (!url) return `${address} is no URL.`
  const unknown = 'unknown' as const
  const question: DecideRequest = {
    site: SITE,
    sent_at: Date.now(),
    consent: { analytics: unknown, personalization: unknown, marketing: unknown },
    page: { path: '/' },
    slots: [SLOT],
  }
  const init = { method: 'POST', headers: { 'user-agent': BROWSER }, body: JSON.stringify(question) }
  const response = await fetch(new URL('/v1/decide', url), init).catch(() => undefined)
  if (!response) return `Nothing answers at ${url.origin}.`
  const said = (await response.json().catch(() => ({}))) as Partial<Problem & DecideResponse>
  if (!response.ok) return `${url.origin} answered ${response.status}: ${said.detail ?? 'no Worker of ours'}`
  if (!said.decisions?.[SLOT]?.items?.length)
    return `${url.origin} serves the site \`${SITE}\`, and lists nothing in its slot \`${SLOT}\`.`
  return undefined
}
