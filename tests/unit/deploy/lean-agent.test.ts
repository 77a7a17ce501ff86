import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { lean } from '../../../edge/local/lean.ts'

type Module = typeof import('../../../edge/intake/device.ts')

/** What a device is said to be by each pattern in turn, as if only that one matched; and the bundle's bytes. */
async function kindsBy(plugins: (typeof lean)[]): Promise<{ bytes: number; kinds: string[] }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../../edge/intake/device.ts', import.meta.url))],
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    plugins,
  })
  const { text } = outputFiles[0]!
  const { deviceOf } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`
  )) as Module
  const { exec } = RegExp.prototype
  const kinds: string[] = []
  for (let nth = 0; ; nth++) {
    let tried = 0
    RegExp.prototype.exec = () => (tried++ === nth ? (['x', 'a', 'b', 'c'] as never) : null)
    try {
      const kind = deviceOf('x')
      if (tried <= nth) return { bytes: text.length, kinds }
      kinds.push(kind)
    } finally {
      RegExp.prototype.exec = exec
    }
  }
}

test('[E46] what the build leaves out of ua-parser-js changes no kind of a device', async () => {
  const [whole, kept] = [await kindsBy([]), await kindsBy([lean])]
  expect(kept.bytes).toBeLessThan(whole.bytes - 9000)
  expect(whole.kinds.length).toBeGreaterThan(150)
  expect(new Set(whole.kinds)).toEqual(new Set(['phone', 'tablet', 'tv', 'desktop', 'other']))
  expect(kept.kinds).toEqual(whole.kinds)
})
