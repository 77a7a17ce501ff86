import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the Worker into dist/worker/index.js with the built snippet inside; returns its size in bytes. */
export async function buildWorker(): Promise<number> {
  const scripts = Object.fromEntries(await Promise.all(['acquaint', 'acquaint.extra'].map(readScript)))
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['edge/index.ts'],
    outfile: 'dist/worker/index.js',
    bundle: true,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    external: ['node:*'],
    conditions: ['workerd', 'worker', 'browser'],
    minify: true,
    sourcemap: true,
    metafile: true,
    define: { SCRIPTS: JSON.stringify(scripts) },
    logLevel: 'warning',
  })
  return Object.values(result.metafile.outputs).reduce(
    (most, { bytes, entryPoint }) => (entryPoint ? bytes : most),
    0,
  )
}

async function readScript(name: string): Promise<[string, { source: string; hash: string }]> {
  const source = await readFile(`${root}dist/${name}.js`, 'utf8')
  return [name, { source, hash: createHash('sha256').update(source).digest('hex').slice(0, 16) }]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await buildWorker()
  const code = await readFile(`${root}dist/worker/index.js`)
  console.log(`dist/worker/index.js  ${bytes} bytes minified, ${brotliCompressSync(code).length} brotli`)
}
