import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { artefactKey, pointerKey, readPointer } from '../../../edge/publish/pointer.ts'
import type { ArtefactStore } from '../../../edge/publish/store.ts'
import { history, liveBundle, rollBack } from '../../../edge/publish/versions.ts'
import { compile } from '../../../rules/compile.ts'
import { visitorOf } from '../../../rules/given/visitor.ts'
import { runTests } from '../../../rules/testing.ts'
import { definitionChanges } from '../../../rules/workbench/diff.ts'
import { publishRules } from '../../../rules/workbench/publishing.ts'
import { replayInThreads } from '../../../rules/workbench/rehearse.ts'
import { DAY, NOW } from './visitor.ts'

function memory(): ArtefactStore & { writes: string[]; values: Map<string, Uint8Array> } {
  const values = new Map<string, Uint8Array>()
  const writes: string[] = []
  return {
    values,
    writes,
    get: async (key) => values.get(key),
    async put(key, value) {
      writes.push(key)
      values.set(key, typeof value === 'string' ? new TextEncoder().encode(value) : value)
    },
  }
}
const shop = (count: number, expected = 'a') =>
  compile({
    'a.yaml': `shop: { currency: USD, locale: en-US, timezone: UTC }
segments: { fans: { did: view_item, count: at least ${count} } }
blocks: { a: { template: <p>A</p> }, b: { template: <p>B</p> } }
slots: { s: { show: [{ block: a, when: { in: fans } }, { block: b }] } }
tests: [{ name: nine views, given: { events: [{ view_item: { item: x }, times: 9 }] }, expect: { s: ${expected} } }]
`,
  })
const publish = (store: ArtefactStore, compiled: ReturnType<typeof shop>, message: string, at = NOW) =>
  publishRules(store, 'demo', compiled, runTests(compiled, visitorOf, NOW), { at, author: 'ann', message })

describe('publishing', () => {
  it('[R80] writes the artefact before the pointer, and remembers who said what', async () => {
    const store = memory()
    const one = shop(1)
    expect(await publish(store, one, 'first')).toEqual({ ok: true, hash: one.bundle.hash, changed: true })
    expect(store.writes).toEqual([
      artefactKey('bundle', one.bundle.hash),
      pointerKey('demo', 'bundle'),
      'site/demo/bundle/history',
    ])
    expect(await liveBundle(store, 'demo')).toEqual(one.bundle)
    expect(await history(store, 'demo')).toEqual([
      { hash: one.bundle.hash, at: NOW, author: 'ann', message: 'first' },
    ])
    expect(await publish(store, one, 'again')).toMatchObject({ ok: true, changed: false })
  })

  it('[R81] is refused while check or tests fail, and then writes nothing', async () => {
    const store = memory()
    expect(await publish(store, shop(1, 'b'), 'wrong')).toEqual({ ok: false, reason: '1 of 1 tests fail' })
    const faulty = compile({ 'a.yaml': 'segments: { a: { did: nothing } }' })
    expect(await publish(store, faulty, 'faulty')).toEqual({ ok: false, reason: 'the rules have errors' })
    expect(store.writes).toEqual([])
  })

  it('[R82] a rollback moves the pointer to the version before, or to a named one that can still be read', async () => {
    const store = memory()
    const [one, two, three] = [shop(1), shop(2), shop(3)]
    for (const [i, version] of [one, two, three].entries())
      await publish(store, version!, `v${i + 1}`, NOW + i)
    const at = { at: NOW + 9, message: 'oops' }
    expect(await rollBack(store, 'demo', undefined, at)).toMatchObject({ ok: true, hash: two.bundle.hash })
    expect(await liveBundle(store, 'demo')).toEqual(two.bundle)
    expect(await rollBack(store, 'demo', one.bundle.hash.slice(0, 8), at)).toMatchObject({
      ok: true,
      hash: one.bundle.hash,
    })
    expect((await readPointer(store, 'demo', 'bundle'))?.previous).toBe(two.bundle.hash)
    expect((await history(store, 'demo')).length).toBe(5)
    store.values.set(
      artefactKey('bundle', three.bundle.hash),
      new TextEncoder().encode(three.text.slice(0, -9)),
    )
    expect(await rollBack(store, 'demo', three.bundle.hash, at)).toMatchObject({ ok: false })
    expect(await liveBundle(store, 'demo')).toEqual(one.bundle)
    expect(await rollBack(store, 'demo', 'ffffffff', at)).toMatchObject({ ok: false })
    expect(await rollBack(store, 'elsewhere', undefined, at)).toMatchObject({ ok: false })
  })
})

describe('diff', () => {
  it('[R83] names what is new, gone and changed, with the conditions before and after', () => {
    const other = compile({
      'a.yaml':
        'segments: { fans: { did: view_item, count: at least 5 }, late: { visit: { hour: 22 to 23 } } }\n',
    })
    const changes = definitionChanges(shop(3).bundle, other.bundle)
    expect(changes).toEqual([
      '~ segment fans',
      '  - view_item: at least 3 times',
      '  + view_item: at least 5 times',
      '+ segment late',
      '- block a',
      '- block b',
      '- slot s',
    ])
  })
})

describe('rehearse', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acquaint-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const event = (visitor: string, name: string, minutes: number) => ({
    visitor,
    name,
    time: NOW - DAY + minutes * 60_000,
    page: { path: '/' },
    ...(name === 'view_item' && { items: [{ item_id: 'x' }] }),
  })

  it('[R84] counts who would see something else, and segment sizes before and after, whatever the number of threads', async () => {
    // one: two views then a page; two: four views; three: pages only
    const lines = [
      event('three', 'page_view', 0),
      event('one', 'view_item', 1),
      event('two', 'view_item', 1),
      event('one', 'view_item', 2),
      event('two', 'view_item', 2),
      event('one', 'page_view', 3),
      event('two', 'view_item', 3),
      event('two', 'view_item', 4),
      event('two', 'page_view', 5),
    ]
    const path = join(folder, 'traffic.jsonl')
    writeFileSync(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot json\n`)
    const expected = {
      events: 9,
      visitors: 3,
      moments: 3,
      skipped: 1,
      slots: { s: { decisions: 3, differ: 1, visitors: 1, moves: { 'a → b': 1 } } },
      before: { fans: 2 },
      after: { fans: 1 },
    }
    for (const threads of [1, 2])
      expect(await replayInThreads(path, shop(2).bundle, shop(3).bundle, () => {}, threads)).toEqual(expected)
  })
})
