import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPerson } from '../../../edge/identity/row.ts'
import { readSecrets } from '../../../edge/identity/secrets.ts'
import { readSites } from '../../../edge/intake/site.ts'
import { parseCsv, personOfRow } from '../../../edge/local/cli/csv.ts'
import { readSessions } from '../../../edge/recommend/offline/read-sessions.ts'
import { streamable } from '../../../edge/render/markup.ts'
import { compile } from '../../../rules/compile.ts'
import { NOW } from '../../support/arbitrary.ts'
import { newVisitor } from '../../support/edge.ts'
import { SECRETS } from '../../support/identity.ts'
import { bytes, type Target, text, total } from './target.ts'

/** Readers of what operators and marketers write: files, configuration, rules and the markup of blocks. */
export const fileTargets = (folder: string): Target[] => [
  total('csv', [CSV], false, async (input) => {
    const [header, ...rows] = parseCsv(text(input))
    const read = rows.map(({ cells }) => readPerson(bytes(personOfRow(header?.cells ?? [], cells)), NOW))
    return read.length > 0 && read.every(({ ok }) => ok)
  }),
  ...Object.entries(LOGS).map(([name, log]) =>
    total(name, [log], false, async (input) => {
      const file = join(folder, name)
      writeFileSync(file, input)
      // A log that can't be read is refused by an error, which ends the command.
      return (await readSessions(file).catch(() => [])).length > 0
    }),
  ),
  {
    ...total('rules', [RULES], false, async (input) => compile({ 'a.yaml': text(input) }, { now: NOW }).ok),
    // A marketer's own file; every mistake of thousands is told of, each with its place.
    largest: 8000,
  },
  total('markup', MARKUP, false, async (input) => {
    const written = streamable(text(input), { tag: 'div', inLink: false })
    if (written === undefined) return false
    if (streamable(written, { tag: 'div', inLink: false }) !== written) throw new Error('not settled')
    const tags = written.match(/<[^<>"]*(?:"[^"]*"[^<>"]*)*>/g) ?? []
    const bad = tags.find(
      (tag) =>
        /^<\/?(script|iframe|svg|style|form|object|base)\b|\s(on\w+|style)=/i.test(
          tag.replace(/"[^"]*"/g, ''),
        ) || /\s(href|src)="\s*(javascript|data|vbscript):/i.test(tag),
    )
    if (bad) throw new Error(`let in: ${bad}`)
    return true
  }),
  total('people', [PERSON], true, async (input) => readPerson(input, NOW).ok),
  total('sites', [SITES], true, async (input) => readSites(text(input)).ok),
  total('secrets', [SECRETS], true, async (input) => readSecrets(text(input)).ok),
]

const CSV = `person,tier,tags[],order.transaction_id,order.time,order.value,order.currency,order.items
anna,gold,a|b,t1,2026-01-05,25,USD,mug1*2|mug2
"bert ""b""",silver,,,,,,
`
const LOGS = {
  'log.seq': 'a b c\nb c\n',
  'log.ndjson': '{"visitor":"v","events":[{"name":"view_item","time":1,"items":[{"item_id":"a"}]}]}\n',
  'log.csv': 'session,item,time\n1,a,2026-01-01T00:00:00Z\n1,b,2026-01-01T00:01:00Z\n',
}
const RULES = `segments:
  fans: { did: view_item, where: { category: shoes }, count: at least 3, within: 30 days }
  both: { all: [ { in: fans }, { not: { visitor: { country: de } } } ] }
blocks:
  hero: { template: '<h1>{{ page.title }}</h1>' }
slots:
  home: { show: [ { block: hero, when: { in: fans } }, { block: hero } ] }
`
const MARKUP = [
  '<section class="a"><h2>A &amp; b</h2><img src="/a.svg" alt=""><a href="/c/?a=1">Go</a></section>',
  '<p onclick="x()" style="a:b">x<a href="javascript:x()">y</a><img src="data:text/html,x"></p>',
  '<ul><li><a href="javascript&colon;alert(1)" onclick="x()">x</a></li></ul><!-- a --><script>b</script>',
]
const PERSON = {
  person: 'anna',
  traits: { plan: 'gold' },
  orders: [{ transaction_id: 't', time: NOW, currency: 'USD', value: 5 }],
  visitors: [newVisitor()],
}
const SITES = {
  shop: {
    origins: ['https://a.example'],
    identity: { issuers: [{ issuer: 'i', audience: 'a', jwks_uri: 'https://a.example/k' }] },
    render: { origin: 'https://b.example', hosts: ['a.example'] },
  },
}
