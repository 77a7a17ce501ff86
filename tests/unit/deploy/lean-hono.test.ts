import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Context } from 'hono'
import { expect, test } from 'vitest'
import { lean } from '../../../edge/local/lean.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The names of an app, of a request's context and of its request, of hono as it is bundled; and the bundle's bytes. */
async function namesOf(
  plugins: (typeof lean)[],
): Promise<{ bytes: number; names: Record<string, string[]> }> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { HonoBase } from 'hono/hono-base'; export { RegExpRouter } from 'hono/router/reg-exp-router'`,
      resolveDir: root,
    },
    write: false,
    bundle: true,
    format: 'esm',
    minify: true,
    plugins,
  })
  const { text } = outputFiles[0]!
  const { HonoBase, RegExpRouter } = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`
  )
  const app = new HonoBase({ router: new RegExpRouter() })
  let asked: Context | undefined
  app.get('/', (c: Context) => {
    asked = c
    return new Response()
  })
  await app.fetch(new Request('https://e/'))
  const names = (of: object) => [...Object.keys(of), ...Object.getOwnPropertyNames(Object.getPrototypeOf(of))]
  return { bytes: text.length, names: { app: names(app), c: names(asked!), req: names(asked!.req) } }
}

/** `path, method: how` takes `path` and `method`. */
const namesIn = (taken: string) => taken.split(',').map((each) => each.split(':')[0]!.trim())

test('[E45] what the build leaves out of hono, no route of ours asks for', async () => {
  const [whole, kept] = await Promise.all([namesOf([]), namesOf([lean])])
  expect(kept.bytes).toBeLessThan(whole.bytes - 5000)

  const routes = readdirSync(`${root}edge/routes`, { recursive: true }).map((name) => `routes/${name}`)
  const text = ['app.ts', 'index.ts', ...routes]
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${root}edge/${name}`, 'utf8'))
    .join('\n')
  const of = {
    app: /\b(?:app|composed)\.(\w+)\b(?!')/g,
    c: /(?<![\w.])c\.(\w+)|\{([^{}]*)\} = c\b(?!\.)/g,
    req: /\bc\.req\.(\w+)|\{([^{}]*)\} = c\.req\b(?!\.)/g,
  }
  for (const [each, words] of Object.entries(of)) {
    const asked = [
      ...new Set([...text.matchAll(words)].flatMap(([, name, taken]) => name ?? namesIn(taken!))),
    ]
    expect(asked.length).toBeGreaterThan(3)
    expect(whole.names[each]).toEqual(expect.arrayContaining(asked))
    expect(kept.names[each]).toEqual(expect.arrayContaining(asked))
  }
})
