import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** From the first text up to the second, which stays. */
type Cut = [from: string, to: string]

/**
 * What no template of ours can reach in LiquidJS: its static analysis, which the rules compiler does at the desk,
 * and templates in files, whose tags `rules/template.ts` takes away. They are methods of one class and entries of
 * one object, which no bundler can drop by itself. 12 KB of the Worker.
 */
const LIQUID: Cut[] = [
  ['    include: IncludeTag,', '    decrement: DecrementTag,'],
  ['    layout: LayoutTag,', '    raw: RawTag,'],
  ['    renderToNodeStream(tpl,', '    _parseAndRender('],
  ['    parseFile(file, lookupType)', '    _evalValue('],
  ['    analyze(template, options = {}) {', '}\n\n/* istanbul ignore file */\nconst version'],
]

/** An esbuild plugin that leaves out what the Worker can't reach; fails when a package is no longer as it was. */
export const lean: Plugin = {
  name: 'lean',
  setup(build) {
    build.onLoad({ filter: /[\\/]liquidjs[\\/]dist[\\/]liquid\.browser\.mjs$/ }, async ({ path }) => {
      const whole = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
      return { contents: LIQUID.reduce(without, whole), loader: 'js' }
    })
  },
}

function without(text: string, [from, to]: Cut): string {
  const start = text.indexOf(from)
  const end = text.indexOf(to, start)
  if (start < 0 || end < 0)
    throw new Error(`edge/local/lean.ts: LiquidJS has no \`${from.trim()}\` where it was; read it anew.`)
  return text.slice(0, start) + text.slice(end)
}
