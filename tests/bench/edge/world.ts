import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import type { CatalogueFeed } from '../../../edge/catalogue/catalogue.ts'
import { root, serve } from '../../../edge/local/serve.ts'
import { publish } from '../../../edge/publish/publish.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import { train } from '../../../edge/recommend/train.ts'
import { compile } from '../../../rules/compile.ts'
import { formatDiagnostics } from '../../../rules/diagnostics.ts'

export const SITE = 'bench'
const CATEGORIES = 50
const BRANDS = 10

/** A shop of `items` products, `segments` segments and eight slots, half of them recommendations; D1 on disk. */
export async function serveShop(items: number, segments: number) {
  const state = mkdtempSync(join(tmpdir(), 'acquaint-bench-'))
  const served = await serve({ sites: { [SITE]: {} }, state, refresh: 3_600_000 })
  const feed = feedOf(items)
  const rules = compile({ 'bench.yaml': rulesOf(segments) })
  if (!rules.ok) throw new Error(formatDiagnostics(rules.diagnostics))
  const at = Date.now()
  await publish(served.store, SITE, 'catalogue', JSON.stringify(feed), { at })
  await publish(served.store, SITE, 'bundle', rules.text, { at }, rules.bundle.hash)
  await publish(served.store, SITE, 'model', train(sessionsOf(feed), { tune: false } as object), { at })
  return {
    url: served.url,
    feed,
    async stop() {
      await served.stop()
      rmSync(state, { recursive: true, force: true })
    },
  }
}

/** The floor: an empty hono route, and a bare insert into a D1 on disk. */
export async function serveFloor() {
  const state = mkdtempSync(join(tmpdir(), 'acquaint-floor-'))
  const outfile = `${root}dist/bench-floor.js`
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/bench/edge/floor.ts'],
    outfile,
    bundle: true,
    format: 'esm',
  })
  const miniflare = new Miniflare({
    modules: true,
    rootPath: root,
    scriptPath: 'dist/bench-floor.js',
    compatibilityDate: '2026-07-30',
    cf: false,
    d1Databases: ['DB'],
    d1Persist: join(state, 'd1'),
  })
  const url = await miniflare.ready
  const db = (await miniflare.getD1Database('DB')) as unknown as D1Database
  await db.prepare('CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)').run()
  return {
    url,
    async stop() {
      await miniflare.dispose()
      rmSync(state, { recursive: true, force: true })
    },
  }
}

function feedOf(count: number): CatalogueFeed {
  return {
    currency: 'USD',
    items: Array.from({ length: count }, (_, n) => ({
      item_id: `item-${n}`,
      item_name: `Item ${n}`,
      item_category: `c${n % CATEGORIES}`,
      item_brand: `b${Math.floor(n / CATEGORIES) % BRANDS}`,
      price: 5 + (n % 200),
      link: `/p/item-${n}/`,
      image_link: `/img/item-${n}.svg`,
      availability: 'in_stock',
    })),
  }
}

function sessionsOf({ items }: CatalogueFeed): Session[] {
  const id = (n: number) => items[n % items.length]!.item_id
  return Array.from({ length: items.length * 2 }, (_, n) => {
    const length = 2 + (n % 6)
    return {
      items: Array.from({ length }, (_, step) => id(n * 7 + step * CATEGORIES)),
      times: Array.from({ length }, (_, step) => 1.79e12 + n * 1000 + step * 60_000),
      visitor: n,
    }
  })
}

function rulesOf(segments: number): string {
  const lines = ['shop: { name: Bench, currency: USD, locale: en-US, timezone: UTC }', 'segments:']
  for (let n = 0; n < segments; n++)
    lines.push(
      `  s${n}:`,
      '    all:',
      `      - { did: view_item, where: { category: c${n % CATEGORIES}, brand: b${Math.floor(n / CATEGORIES) % BRANDS} }, count: at least ${1 + (n % 5)}, within: ${1 + (n % 60)} days }`,
      `      - not: { did: purchase, where: { category: c${n % CATEGORIES} }, within: 14 days }`,
    )
  lines.push('blocks:', '  plain: { template: "<h2>Made to be used</h2>" }')
  for (let n = 0; n < segments; n++)
    lines.push(`  hero${n}: { template: "<h2>Hero ${n} {{ page.path }}</h2>" }`)
  lines.push('slots:')
  for (let slot = 0; slot < 4; slot++) {
    lines.push(`  hero-${slot}:`, '    show:')
    for (let n = slot; n < segments; n += 4) lines.push(`      - { block: hero${n}, when: { in: s${n} } }`)
    lines.push('      - block: plain')
    lines.push(
      `  list-${slot}:`,
      '    recommend: { from: session, size: 4, never: [purchased, out-of-stock, current], otherwise: bestsellers }',
    )
  }
  return `${lines.join('\n')}\n`
}
