import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPerson } from '../../edge/identity/row.ts'
import { accept } from '../../edge/intake/accept.ts'
import { personOfRow } from '../../edge/local/cli/csv.ts'
import { of, type Profile, sum } from '../../edge/profile/profile.ts'
import { readProfile } from '../../edge/profile/read.ts'
import type { Bundle, Condition } from '../../rules/bundle.ts'
import { compile } from '../../rules/compile.ts'
import { decodeBundle } from '../../rules/decode.ts'
import { encodeBundle } from '../../rules/encode.ts'
import { holds } from '../../rules/evaluate.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, GRANTED, newVisitor, testEdge } from '../support/edge.ts'
import { identify, SECRETS, SERVER_TOKEN, signedVisitor, tokenOf } from '../support/identity.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { BUNDLE, stock } from '../support/shop.ts'

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__']
const clean = () => {
  const bare = {} as Record<string, unknown>
  expect([bare.polluted, bare.isAdmin, Object.keys(Object.prototype)]).toEqual([undefined, undefined, []])
}
const bundleWith = async (it: unknown): Promise<Bundle> => {
  const { text } = encodeBundle({ ...BUNDLE, segments: { it: it as Condition } })
  const decoded = await decodeBundle(new TextEncoder().encode(text))
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.bundle
}
// Traits in a plain object, as whoever comes later might hold them.
const nobody = () => readProfile({ ...sum([]), traits: {} }, {}, NOW)

test('[A3] keys of the prototype are keys like any other, wherever somebody may name one', async () => {
  const journal = memoryJournal()
  const edge = await testEdge({ journal, secrets: SECRETS, shop: { form_fields: NAMES } })
  const visitor = await signedVisitor()
  const raw = JSON.stringify(
    collectOf(visitor, [
      { name: 'form_submit', created_at: NOW, fields: { X: 'y' } },
      { name: 'purchase', created_at: NOW, transaction_id: '__proto__', value: 1, currency: 'USD' },
      { name: 'view_item', created_at: NOW, items: [{ item_id: '__proto__', item_category: 'constructor' }] },
    ]),
  )
    .replace('"X":"y"', NAMES.map((name) => `"${name}":"polluted"`).join(','))
    .replace('{"site"', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"isAdmin":true}},"site"')
  expect((await edge.post('/v1/collect', raw)).status).toBe(200)
  clean()
  for (const stated of ['{"isAdmin":true}', '"x"', '["x"]']) {
    const traits = JSON.parse(`{"__proto__":${stated},"plan":"lead"}`) as object
    expect(await identify(edge, visitor, await tokenOf('anna', { traits }))).toMatchObject({
      code: 'bad_request',
      detail: expect.stringContaining('is no trait name'),
    })
  }
  const fine = { plan: 'gold', constructor: 'c' }
  await identify(edge, visitor, await tokenOf('anna', { traits: fine }))
  const line = '{"person":"anna","traits":{"__proto__":{"polluted":1},"constructor":"x","city":"Bern"}}'
  const headers = { authorization: `Bearer ${SERVER_TOKEN}` }
  await edge.post('/v1/server/people?site=shop', line, headers)
  clean()
  const { profile } = await journal.known('shop', visitor.split('.')[0]!)
  expect(Object.getPrototypeOf(profile.traits)).toBeNull()
  expect(Object.getPrototypeOf(profile.orders)).toBeNull()
  expect(Object.hasOwn(profile.orders, '__proto__')).toBe(true)
  expect(profile.traits.plan?.value).toBe('gold')
})

test('[A3] a form field and a slot of such a name is one of them, in a map without a prototype', async () => {
  const fields = Object.fromEntries(NAMES.slice(1).map((name) => [name, 'said']))
  const raw = { name: 'form_submit', created_at: NOW, fields }
  const clocks = { sent_at: NOW, received_at: NOW }
  const { events } = accept([raw], GRANTED, clocks, { formFields: [...NAMES, 'valueOf'] })
  expect(Object.getPrototypeOf(events[0]!.fields)).toBeNull()
  // The reader of requests leaves out three of them, the others are fields like any other.
  const left = Object.entries(fields).filter(([name]) => !/^(constructor|prototype)$/.test(name))
  expect({ ...events[0]!.fields }).toMatchObject(Object.fromEntries(left))

  const store = memoryStore()
  await stock(store)
  const edge = await testEdge({ store })
  const text = await (await edge.post('/v1/decide', decideOf(NAMES))).text()
  const { decisions } = JSON.parse(text) as { decisions: object }
  expect(Object.keys(decisions)).toEqual(NAMES)
})

test('[A3] a column of such a name is told of, not swallowed', () => {
  for (const column of ['__proto__', '__proto__[]', 'order.__proto__']) {
    const row = JSON.stringify(personOfRow(['person', 'order.time', column], ['anna', '2026-01-05', 'x']))
    expect(row).toContain('"__proto__":')
    if (!column.startsWith('order'))
      expect(readPerson(new TextEncoder().encode(row), NOW)).toMatchObject({ ok: false })
  }
  clean()
})

test('[A3] adding up profiles with such keys leaves {} as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 6 }), (names) => {
      const profile = sum(
        names.map(
          (name): Profile =>
            of({ name: 'purchase', time: NOW, transaction_id: name, items: [{ item_id: name }] }),
        ),
      )
      clean()
      expect(Object.keys(profile.orders).sort()).toEqual([...new Set(names)].sort())
    }),
  )
})

test('[A4] a rule that walks a prototype does not compile, and one that was smuggled in is off', async () => {
  for (const name of NAMES) {
    const rules = `segments:\n  it: { visitor: { ${name}: x, city: Bern } }\n`
    expect(compile({ 'a.yaml': rules }, { now: NOW }).ok).toBe(false)
    for (const op of ['trait', 'fact', 'context', 'in', 'variant', name] as const)
      for (const match of [{ exists: true }, { is: ['x'] }, { min: 0 }]) {
        const condition = { op, name, segment: name, experiment: name, is: ['x'], match } as never
        const bundle = await bundleWith(condition)
        expect(holds(condition, nobody(), bundle, 'subject')).toBe(false)
      }
  }
})

test('[A5] an operator that nobody knows does not compile, and inside `not` it matches nobody', async () => {
  const compiled = compile({ 'a.yaml': 'segments:\n  it: { not: { mystery: x } }\n' }, { now: NOW })
  expect(compiled.ok).toBe(false)
  const unknown = { op: 'mystery' } as never
  const shapes: Condition[] = [
    unknown,
    { op: 'not', of: unknown },
    { op: 'not', of: { op: 'not', of: unknown } },
    { op: 'any', of: [unknown] },
    { op: 'not', of: { op: 'any', of: [unknown] } },
    { op: 'not', of: { op: 'all', of: [unknown, { op: 'all', of: [] }] } },
    { op: 'not', of: { op: 'in', segment: 'nowhere' } },
  ]
  for (const shape of shapes) expect(holds(shape, nobody(), await bundleWith(shape))).toBe(false)
})

test('[A7] the rules language has no regular expressions: a pattern is a text like any other', async () => {
  const bomb = '(a+)+$'
  const rules = `segments:\n  it: { page: { path: { contains: "${bomb}" } } }\n`
  const compiled = compile({ 'a.yaml': rules }, { now: NOW })
  if (!compiled.ok) throw new Error('does not compile')
  const page = (path: string) => readProfile(sum([]), { path }, NOW)
  const it = compiled.bundle.segments.it as Condition
  expect(holds(it, page(`/${'a'.repeat(5000)}!`), compiled.bundle)).toBe(false)
  expect(holds(it, page(`/x${bomb}`), compiled.bundle)).toBe(true)
  for (const key of ['matches', 'regex', 'pattern'])
    expect(compile({ 'a.yaml': rules.replace('contains', key) }, { now: NOW }).ok).toBe(false)
  // The expressions that clean texts see nothing but strings cut to size.
  const edge = await testEdge({ journal: memoryJournal() })
  for (const text of [`${'a.'.repeat(4000)}@`, '1-'.repeat(4000), 'a@'.repeat(4000)]) {
    const event = { name: 'search' as const, created_at: NOW, search_term: text, page: { path: `/${text}` } }
    expect((await edge.post('/v1/collect', collectOf(newVisitor(), [event]))).status).toBe(200)
  }
})
