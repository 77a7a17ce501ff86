import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the Worker into dist/worker/index.js with the built snippet inside; returns its size in bytes. */
export async function buildWorker(): Promise<number> {
  const snippet = await readFile(`${root}dist/acquaint.js`, 'utf8')
  const hash = createHash('sha256').update(snippet).digest('hex').slice(0, 16)
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['edge/index.ts'],
    outfile: 'dist/worker/index.js',
    bundle: true,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    minify: true,
    sourcemap: true,
    metafile: true,
    define: { SNIPPET_SOURCE: JSON.stringify(snippet), SNIPPET_HASH: JSON.stringify(hash) },
    logLevel: 'warning',
  })
  return Object.values(result.metafile.outputs).reduce(
    (most, { bytes, entryPoint }) => (entryPoint ? bytes : most),
    0,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await buildWorker()
  const code = await readFile(`${root}dist/worker/index.js`)
  console.log(`dist/worker/index.js  ${bytes} bytes minified, ${brotliCompressSync(code).length} brotli`)
}
