import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { lean } from '../../../edge/local/lean.ts'
import type { Bundle } from '../../../rules/bundle.ts'
import { CARDS } from '../../../rules/compile/blocks.ts'
import type { TemplateContext } from '../../../rules/template.ts'

type Module = typeof import('../../../rules/template.ts')

const folder = mkdtempSync(join(tmpdir(), 'lean-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** `rules/template.ts` as the Worker has it, with a LiquidJS that is whole or lean. */
async function bundled(name: string, plugins: (typeof lean)[]): Promise<{ module: Module; bytes: number }> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [fileURLToPath(new URL('../../../rules/template.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    minify: true,
    plugins,
  })
  const module = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Module
  return { module, bytes: readFileSync(outfile).length }
}

const SETTINGS = { currency: 'EUR', locale: 'de', timezone: 'Europe/Berlin' }
const ITEM = {
  item_id: 'a',
  item_name: '<A>',
  item_category: 'shoes',
  price: 12.5,
  link: '/a',
  reason: 'new',
}
const SCOPE = { items: [ITEM, { ...ITEM, item_id: 'b', price: 3 }], page: { title: 'Ä <b>' }, visitor: {} }

const TAGS = [
  CARDS,
  '{% assign x = items | map: "price" | sort %}{{ x | join: "/" }}',
  '{% for i in items limit: 1 %}{{ forloop.index }}{{ i.item_name }}{% break %}{% else %}none{% endfor %}',
  '{% capture c %}{{ page.title }}{% endcapture %}{{ c | size }}',
  '{% case page.title %}{% when "x" %}1{% else %}2{% endcase %}{% cycle "a", "b" %}{% increment n %}{% decrement n %}',
  '{% unless page.path %}no{% endunless %}{% if items.size > 1 and page.title %}two{% elsif x %}{% endif %}',
  '{% tablerow i in items cols: 2 %}{{ i.price | money }}{% endtablerow %}{% raw %}{{ }}{% endraw %}{% # note %}',
  '{% liquid\n assign y = 3\n echo y\n%}{% comment %}x{% endcomment %}{{ 3 | plural: one: "one", other: "# of" }}',
  '{% for i in (1..3) %}{% continue %}{% endfor %}{{ "2026-11-22" | date: "%A %-d %B" }}',
]

describe('LiquidJS in the Worker', async () => {
  const [whole, cut] = await Promise.all([bundled('whole', []), bundled('lean', [lean])])
  const engines = [whole, cut].map(({ module }) => module.liquid(SETTINGS))
  const rendered = (template: string) =>
    [whole, cut].map(({ module }) => {
      const bundle = { settings: SETTINGS, blocks: { b: { template } } } as unknown as Bundle
      const rendered = module.renderBlock(bundle, 'b', structuredClone(SCOPE) as unknown as TemplateContext)
      return rendered.ok ? rendered.html : `failed: ${rendered.reason}`
    })

  it('[E43] has every tag and every filter that templates may use, and is smaller', () => {
    const [all, kept] = engines.map(({ tags, filters }) => [Object.keys(tags), Object.keys(filters)])
    expect(kept).toEqual(all)
    expect(cut.bytes).toBeLessThan(whole.bytes - 10_000)
  })

  it.each(TAGS)('[E43] renders as the whole does: %s', (template) => {
    const [all, kept] = rendered(template)
    expect(all).not.toMatch(/^failed/)
    expect(kept).toBe(all)
  })

  it('[E43] filters as the whole does', () => {
    for (const name of Object.keys(engines[0]!.filters).filter((each) => each !== 'sample'))
      for (const given of ['items', 'page.title', '"2026-11-22"', '7.5', 'nothing'])
        for (const args of ['', ': "price"', ': 2, 3', ': "i", "i.price > 5"']) {
          const [all, kept] = rendered(`{{ ${given} | ${name}${args} | json }}`)
          expect(kept).toBe(all)
        }
  })

  it('[E43] knows no templates in files', () => {
    for (const tag of ['include', 'render', 'layout', 'block'])
      expect(rendered(`{% ${tag} "x" %}`)[1]).toMatch(new RegExp(`tag "${tag}" not found`))
  })
})
