import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)

/** What the snippet may weigh, bytes: everything after brotli, and the inline stub as it is. */
export const BUDGET = { brotli: 5120, stub: 350 }

export interface SnippetBuild {
  /** The script, and the inline loader that sites may put before it. */
  code: string
  stub: string
  size: Record<'raw' | 'gzip' | 'brotli' | 'stub', number>
  /** Bytes of the minified script by source file, largest first. */
  modules: [file: string, bytes: number][]
}

const brotli = (text: string) =>
  brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
  }).length

/** Bundles the snippet and its stub; writes nothing. */
export async function buildSnippet(): Promise<SnippetBuild> {
  const options = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    // `__tcfapi` and its like are other people's names.
    mangleProps: /^_[a-z]/,
    target: 'es2022',
    format: 'iife',
    legalComments: 'none',
    metafile: true,
    write: false,
  } as const
  const [script, loader] = await Promise.all(
    ['index.ts', 'stub.ts'].map((file) => build({ ...options, entryPoints: [`${here}/${file}`] })),
  )
  const code = script!.outputFiles![0]!.text.trim()
  const stub = loader!.outputFiles![0]!.text.trim()
  const output = Object.values(script!.metafile!.outputs)[0]!
  const modules = Object.entries(output.inputs)
    .map(([file, { bytesInOutput }]): [string, number] => [file, bytesInOutput])
    .filter(([, bytes]) => bytes > 0)
    .sort((a, b) => b[1] - a[1])
  const size = {
    raw: Buffer.byteLength(code),
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotli(code),
    stub: Buffer.byteLength(stub),
  }
  return { code, stub, size, modules }
}

/** Writes `acquaint.js` and `acquaint.stub.js` to `folder` and says what they weigh; throws when over budget. */
export async function writeSnippet(folder: string): Promise<SnippetBuild> {
  const built = await buildSnippet()
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/acquaint.js`, built.code)
  writeFileSync(`${folder}/acquaint.stub.js`, built.stub)
  return built
}

/** The size report, one line a module. */
export function sizeReport({ size, modules }: SnippetBuild): string {
  const rows = modules.map(([file, bytes]) => `${String(bytes).padStart(7)}  ${file}`)
  return [
    ...rows,
    `${String(size.raw).padStart(7)}  raw · ${size.gzip} gzip · ${size.brotli} brotli of ${BUDGET.brotli} · stub ${size.stub} of ${BUDGET.stub}`,
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? `${root}/dist`
  const built = await writeSnippet(folder)
  console.log(sizeReport(built))
  console.log(`        ${relative(process.cwd(), folder) || '.'}/acquaint.js, acquaint.stub.js`)
  if (built.size.brotli > BUDGET.brotli || built.size.stub > BUDGET.stub) {
    console.error('over budget: take something out, or move it to a file that is loaded later')
    process.exitCode = 1
  }
}
