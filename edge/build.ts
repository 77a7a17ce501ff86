import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build, type Metafile, type OutputFile } from 'esbuild'
import { minify } from 'terser'
import { lean } from './local/lean.ts'
import type { PackedScripts } from './routes/scripts.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What the Worker may weigh after the minifier: 400 KB, in bytes. */
export const BUDGET = 400 * 1024

export interface WorkerBuild {
  bytes: number
  /** Bytes by npm package or by our own folder before the last minifier, largest first. */
  parts: [name: string, bytes: number][]
}

/** Bundles the Worker into dist/worker/index.js with the built snippet inside. */
export async function buildWorker(): Promise<WorkerBuild> {
  const scripts = await packScripts(['acquaint', 'acquaint.slots', 'acquaint.watch', 'acquaint.extra'])
  const { metafile, outputFiles } = await build({
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
    sourcemap: 'external',
    metafile: true,
    write: false,
    define: { SCRIPTS: JSON.stringify(scripts) },
    plugins: [lean],
    logLevel: 'warning',
  })
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint)
  if (!output) throw new Error('esbuild wrote no Worker')
  return { bytes: await writeSmaller(outputFiles), parts: partsOf(output.inputs) }
}

/** terser finds another two percent of what esbuild minified; returns how many bytes are left. */
async function writeSmaller(files: OutputFile[]): Promise<number> {
  const text = (end: string) => files.find(({ path }) => path.endsWith(end))?.text ?? ''
  const { code = '', map } = await minify(text('index.js'), {
    ecma: 2022,
    module: true,
    compress: { passes: 3 },
    sourceMap: { content: text('index.js.map'), filename: 'index.js', url: 'index.js.map' },
  })
  await mkdir(`${root}dist/worker`, { recursive: true })
  await writeFile(`${root}dist/worker/index.js`, code)
  await writeFile(`${root}dist/worker/index.js.map`, String(map))
  return Buffer.byteLength(code)
}

/** Packed: a base64 of brotli is half of the texts, which say much alike, and most isolates are never asked for them. */
async function packScripts(names: string[]): Promise<PackedScripts> {
  const read = async (name: string) => [name, await readFile(`${root}dist/${name}.js`, 'utf8')] as const
  const sources = await Promise.all(names.map(read))
  const hashOf = (source: string) => createHash('sha256').update(source).digest('hex').slice(0, 16)
  return {
    packed: brotliCompressSync(JSON.stringify(Object.fromEntries(sources))).toString('base64'),
    hashes: Object.fromEntries(sources.map(([name, source]) => [name, hashOf(source)])),
  }
}

function partsOf(inputs: Metafile['outputs'][string]['inputs']): [string, number][] {
  const parts = new Map<string, number>()
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const part = partOf(file)
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput)
  }
  return [...parts].filter(([, bytes]) => bytes > 0).sort((a, b) => b[1] - a[1])
}

function partOf(file: string): string {
  if (file === '<define:SCRIPTS>') return 'the snippet, packed'
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? `${dirname(file)}/`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bytes, parts } = await buildWorker()
  const brotli = brotliCompressSync(await readFile(`${root}dist/worker/index.js`)).length
  for (const [name, size] of parts) console.log(`${String(size).padStart(7)}  ${name}`)
  console.log(
    `${String(bytes).padStart(7)}  minified of ${BUDGET} · ${brotli} brotli\n         dist/worker/index.js`,
  )
  if (bytes > BUDGET) {
    console.error('over budget: take something out, or leave it to the desk (edge/local, rules/workbench)')
    process.exitCode = 1
  }
}
