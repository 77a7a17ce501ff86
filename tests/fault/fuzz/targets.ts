import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { decodeCatalogue } from '../../../edge/catalogue/decode.ts'
import { open, seal } from '../../../edge/identity/capsule.ts'
import { toBase64Url } from '../../../edge/identity/keys.ts'
import { readPerson } from '../../../edge/identity/row.ts'
import { readSecrets } from '../../../edge/identity/secrets.ts'
import { readSites } from '../../../edge/intake/site.ts'
import { parseCsv, personOfRow } from '../../../edge/local/cli/csv.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { decodeArms, encodeArms } from '../../../edge/recommend/arms.ts'
import { checksum } from '../../../edge/recommend/container.ts'
import { nothingLearned, openLearned, packLearned } from '../../../edge/recommend/learned.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { readSessions } from '../../../edge/recommend/offline/read-sessions.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { train } from '../../../edge/recommend/train.ts'
import { compile } from '../../../rules/compile.ts'
import { decodeBundle } from '../../../rules/decode.ts'
import { encodeBundle } from '../../../rules/encode.ts'
import { NOW } from '../../support/arbitrary.ts'
import {
  BROWSER,
  collectOf,
  decideOf,
  GRANTED,
  newId,
  newVisitor,
  testEdge,
  testKeys,
  viewItem,
} from '../../support/edge.ts'
import { SECRETS, SERVER_TOKEN, tokenOf } from '../../support/identity.ts'
import { memoryHealth } from '../../support/memory-health.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { emptyMemory } from '../../support/memory-people.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { SIGNING, signatureOf } from '../../support/server-events.ts'
import { BUNDLE, FEED, SESSIONS, stock } from '../../support/shop.ts'

/** A reader under attack: seeds to start from, and what to do with an input; it throws when a promise is broken. */
export interface Target {
  name: string
  seeds: Uint8Array[]
  /** Its seeds are JSON: values can be grafted into them. */
  json: boolean
  /** Makes what guards the outside of an input right again (a checksum, a hash), so that it gets further in. */
  mend?: (input: Uint8Array) => Uint8Array
  /** Resolves to whether the input was taken. */
  take(input: Uint8Array): Promise<boolean>
}

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const text = (input: Uint8Array) => new TextDecoder().decode(input)

/** Every reader of what strangers, operators and KV may hold; `folder` is for those that read files. */
export async function createTargets(folder: string): Promise<Target[]> {
  const visitor = newVisitor()
  const keys = await testKeys('k1')
  const known = {
    profile: sum([of({ name: 'view_item', time: NOW, items: [{ item_id: 'shoe1' }] })]),
    batches: [newId()],
  }
  const capsule = (await seal(keys, 'shop', visitor, known, NOW))!
  const consent = { ...GRANTED, at: NOW, source: 'banner' }
  const events = [
    viewItem('shoe1'),
    {
      name: 'purchase' as const,
      created_at: NOW,
      transaction_id: 't',
      value: 9.5,
      currency: 'USD',
      items: [{ item_id: 'a', price: 1, quantity: 2 }],
    },
    { name: 'form_submit' as const, created_at: NOW, form_id: 'f', fields: { shoe_size: '42' } },
    {
      name: 'page_view' as const,
      created_at: NOW,
      page: { path: '/p', title: 'T', referrer: 'https://a.example/b?c', utm_source: 'x' },
    },
  ]
  const pending = [{ batch: newId(), events }]
  const token = await tokenOf('anna', { traits: { plan: 'gold', tags: ['a', 'b'] } })
  const routes: [path: string, seeds: unknown[]][] = [
    ['/v1/collect', [collectOf(visitor, events), { ...collectOf(visitor, events), lost: { age: 3 }, v: 2 }]],
    ['/v1/decide', [decideOf(['home-hero', 'next-best'], { visitor, capsule, pending, consent })]],
    [
      '/v1/identify',
      [
        { site: 'shop', visitor, token, consent, sent_at: NOW },
        { site: 'shop', visitor, person: 'anna' },
      ],
    ],
    ['/v1/consent', [{ site: 'shop', visitor, consent, sent_at: NOW, language: 'en', text_version: '1' }]],
    ['/v1/logout', [{ site: 'shop', visitor }]],
    ['/v1/server/unlink', [{ site: 'shop', person: 'anna', visitors: [visitor], by: 'me' }]],
    [
      '/v1/server/events?site=shop',
      [
        {
          batch: 'b1',
          events: [
            {
              name: 'purchase',
              visitor,
              transaction_id: 't',
              currency: 'USD',
              value: 5,
              items: [{ item_id: 'a' }],
            },
            { name: 'login', person: 'anna', created_at: '2026-01-05T00:00:00Z' },
          ],
        },
      ],
    ],
    [
      '/v1/server/people?site=shop',
      [{ person: 'anna', traits: { plan: 'gold' }, orders: [], visitors: [visitor] }],
    ],
  ]
  const model = train(SESSIONS)
  const bundle = encodeBundle(BUNDLE).text
  const rules = `segments:
  fans: { did: view_item, where: { category: shoes }, count: at least 3, within: 30 days }
  both: { all: [ { in: fans }, { not: { visitor: { country: de } } } ] }
blocks:
  hero: { template: '<h1>{{ page.title }}</h1>' }
slots:
  home: { show: [ { block: hero, when: { in: fans } }, { block: hero } ] }
`
  return [
    ...(await Promise.all(routes.map(([path, seeds]) => route(path, seeds)))),
    total(
      'capsule',
      [bytes(capsule)],
      false,
      async (input) => (await open(keys, 'shop', visitor, text(input), NOW)) !== undefined,
    ),
    total('sealed', [bytes({ ...known, at: NOW })], true, async (input) => {
      // A capsule of another version of this Worker: the seal is right, what is in it may be anything.
      const nonce = new Uint8Array(12)
      const additionalData = bytes(`shop|${visitor}`)
      const inside = new Uint8Array(deflateRawSync(input))
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv: nonce, additionalData },
        keys.keys.get('k1')!,
        inside,
      )
      const capsule = `v1.k1.${toBase64Url(Buffer.concat([nonce, new Uint8Array(sealed)]))}`
      return (await open(keys, 'shop', visitor, capsule, NOW)) !== undefined
    }),
    total('bundle', [bytes(bundle)], false, async (input) => (await decodeBundle(input)).ok, mendBundle),
    total('catalogue', [bytes(FEED)], true, async (input) => decodeCatalogue(text(input), 'h').ok),
    total(
      'model',
      [model],
      false,
      async (input) => {
        const opened = openModel(input)
        if (!opened.ok) return false
        try {
          // Under a right checksum anything may stand; a question that it breaks has no answer (decide.ts), but it must end.
          recommend(opened.model, { kind: 'session', session: ['shoe1'], now: NOW }, { size: 5 })
          return true
        } catch {
          return false
        }
      },
      mendModel,
    ),
    total(
      'learned',
      [packLearned(nothingLearned())],
      false,
      async (input) => openLearned(input).ok,
      mendModel,
    ),
    total(
      'arms',
      [bytes(encodeArms(ARMS))],
      true,
      async (input) => decodeArms(text(input), 'h') !== undefined,
    ),
    total('csv', [bytes(CSV)], false, async (input) => {
      const [header, ...rows] = parseCsv(text(input))
      const read = rows.map(({ cells }) =>
        readPerson(JSON.stringify(personOfRow(header?.cells ?? [], cells)), NOW),
      )
      return read.length > 0 && read.every(({ ok }) => ok)
    }),
    ...Object.entries(LOGS).map(([name, log]) =>
      total(name, [bytes(log)], false, async (input) => {
        const file = join(folder, name)
        writeFileSync(file, input)
        // A log that can't be read is refused by an error, which ends the command.
        return (await readSessions(file).catch(() => [])).length > 0
      }),
    ),
    total(
      'rules',
      [bytes(rules)],
      false,
      async (input) => compile({ 'a.yaml': text(input) }, { now: NOW }).ok,
    ),
    total(
      'people',
      [
        bytes({
          person: 'anna',
          traits: { plan: 'gold' },
          orders: [{ transaction_id: 't', time: NOW, currency: 'USD', value: 5 }],
          visitors: [visitor],
        }),
      ],
      true,
      async (input) => readPerson(text(input), NOW).ok,
    ),
    total(
      'sites',
      [
        bytes({
          shop: {
            origins: ['https://a.example'],
            identity: { issuers: [{ issuer: 'i', audience: 'a', jwks_uri: 'https://a.example/k' }] },
          },
        }),
      ],
      true,
      async (input) => readSites(text(input)).ok,
    ),
    total('secrets', [bytes(SECRETS)], true, async (input) => readSecrets(text(input)).ok),
  ]
}

const total = (
  name: string,
  seeds: Uint8Array[],
  json: boolean,
  take: Target['take'],
  mend?: Target['mend'],
): Target => ({ name, seeds, json, take, ...(mend && { mend }) })

/** Length and checksum as they must be, on a whole number of words. */
function mendModel(input: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.max(24, (input.length + 3) & ~3))
  bytes.set(input)
  const words = new Uint32Array(bytes.buffer)
  words.set([bytes.length, checksum(words, 6)], 2)
  return bytes
}

/** The content under the hash that it has. */
function mendBundle(input: Uint8Array): Uint8Array {
  const body = text(input).replace(/^[{]"hash":"[^"]*",/, '')
  return bytes(`{"hash":"${createHash('sha256').update(`{${body}`).digest('hex')}",${body}`)
}

const ARMS = [{ slot: 'home', arm: 'a', shown: 5, clicks: 1, orders: 0, at: NOW }]
const CSV = `person,tier,tags[],order.transaction_id,order.time,order.value,order.currency,order.items
anna,gold,a|b,t1,2026-01-05,25,USD,mug1*2|mug2
"bert ""b""",silver,,,,,,
`
const LOGS = {
  'log.seq': 'a b c\nb c\n',
  'log.ndjson': '{"visitor":"v","events":[{"name":"view_item","time":1,"items":[{"item_id":"a"}]}]}\n',
  'log.csv': 'session,item,time\n1,a,2026-01-01T00:00:00Z\n1,b,2026-01-01T00:01:00Z\n',
}

/** A route of the real app: never a 500, and a refusal leaves nothing behind. */
async function route(path: string, seeds: unknown[]): Promise<Target> {
  const store = memoryStore()
  await stock(store)
  const journal = memoryJournal()
  const health = memoryHealth()
  const secrets = { ...SECRETS, shop: { ...SECRETS.shop, signing: SIGNING } }
  const edge = await testEdge({ journal, store, health, secrets })
  const rowsOf = () => {
    const { rows, links, ledger, hints, receipts } = journal.memory
    return rows.length + links.length + ledger.length + hints.size + receipts.length + health.aside.length
  }
  return {
    name: path,
    seeds: seeds.map(bytes),
    json: true,
    async take(input) {
      // Each input finds an empty house: else the second batch under one id would be a conflict, whatever it holds.
      Object.assign(journal.memory, emptyMemory())
      const before = rowsOf()
      const body = input as Uint8Array<ArrayBuffer>
      const ours = path.startsWith('/v1/server/') && {
        authorization: `Bearer ${SERVER_TOKEN}`,
        'acquaint-signature': signatureOf(body),
      }
      const response = await edge.fetch(path, {
        method: 'POST',
        body,
        headers: { 'user-agent': BROWSER, ...ours },
      })
      await edge.settled()
      const answer = (await response.json()) as { code?: string; request_id?: string; taken?: number }
      if (response.status >= 500) throw new Error(`answered ${response.status}: ${edge.logged.at(-1)}`)
      if (response.status >= 400 && (!answer.code || !answer.request_id))
        throw new Error('a refusal without code and id')
      if (response.status >= 400 && rowsOf() !== before)
        throw new Error(`refused with ${answer.code}, and wrote`)
      if (({} as Record<string, unknown>).polluted !== undefined)
        throw new Error('the prototype of objects has changed')
      // Where each line stands for itself, an answer may be that none could be taken.
      return response.ok && answer.taken !== 0
    },
  }
}
