import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'
import { compileEarly, keepMarks } from './eager.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)

/** What the snippet may weigh, bytes: everything that every page loads after brotli, and the inline stub as it is. */
export const BUDGET = { brotli: 5120, stub: 350 }

/** What acquaint.js loads later: on pages with slots, for whoever consented once the page is idle, in rarer cases. */
export const PARTS = ['slots', 'watch', 'extra'] as const
export type Part = (typeof PARTS)[number]

export interface SnippetBuild {
  /** The script, what it loads only where needed by part, and the inline queue that sites may put before it. */
  code: string
  parts: Record<Part, string>
  stub: string
  size: Record<'raw' | 'gzip' | 'brotli' | 'stub' | Part, number>
  /** Bytes of the script by source file before the last minifier, largest first. */
  modules: [file: string, bytes: number][]
}

const brotli = (text: string) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

/** Chromium compiles such a file whole and at once: nearly all of it runs on every page, and a function read twice costs more. Of the other files little runs on most. */
const HINT = '//# allFunctionsCalledOnLoad\n'

/** esbuild bundles and mangles; terser then finds another five percent. */
async function bundle(file: string, format: 'iife' | 'esm') {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`${here}/${file}`],
    bundle: true,
    minify: true,
    // `__tcfapi` and its like are other people's names.
    mangleProps: /^_[a-z]/,
    target: 'es2022',
    format,
    tsconfigRaw: {},
    legalComments: 'none',
    metafile: true,
    write: false,
    plugins: [keepMarks],
  })
  const { code } = await minify(outputFiles[0]!.text, {
    ecma: 2020,
    module: format === 'esm',
    compress: {
      passes: 3,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      keep_fargs: false,
      // Inlining more than calls to simple functions costs more bytes than it saves.
      inline: 1,
      // Beside one another functions compress better.
      hoist_funs: true,
      toplevel: true,
    },
    mangle: { toplevel: true },
  })
  return {
    code: (file === 'slots/index.ts' ? HINT : '') + compileEarly(code!, file === 'index.ts'),
    inputs: Object.values(metafile.outputs)[0]!.inputs,
  }
}

/** Bundles the snippet, its extras and its stub; writes nothing. */
export async function buildSnippet(): Promise<SnippetBuild> {
  const [{ code, inputs }, { code: stub }, ...later] = await Promise.all([
    bundle('index.ts', 'iife'),
    bundle('stub.ts', 'iife'),
    ...PARTS.map((part) => bundle(`${part}/index.ts`, 'esm')),
  ])
  const each = <T>(of: (code: string) => T) =>
    Object.fromEntries(PARTS.map((part, n) => [part, of(later[n]!.code)])) as Record<Part, T>
  const modules = Object.entries(inputs)
    .map(([file, { bytesInOutput }]): [string, number] => [file, bytesInOutput])
    .filter(([, bytes]) => bytes > 0)
    .sort((a, b) => b[1] - a[1])
  const size = {
    raw: Buffer.byteLength(code),
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotli(code),
    stub: Buffer.byteLength(stub),
    ...each(brotli),
  }
  return { code, parts: each((code) => code), stub, size, modules }
}

/** Writes `acquaint.js`, its parts (`acquaint.slots.js` …) and `acquaint.stub.js` to `folder`. */
export async function writeSnippet(folder: string): Promise<SnippetBuild> {
  const built = await buildSnippet()
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/acquaint.js`, built.code)
  for (const part of PARTS) writeFileSync(`${folder}/acquaint.${part}.js`, built.parts[part])
  writeFileSync(`${folder}/acquaint.stub.js`, built.stub)
  return built
}

/** The size report, one line a module. */
export function sizeReport({ size, modules }: SnippetBuild): string {
  const rows = modules.map(([file, bytes]) => `${String(bytes).padStart(7)}  ${file}`)
  return [
    ...rows,
    `${String(size.raw).padStart(7)}  raw · ${size.gzip} gzip · ${size.brotli} brotli of ${BUDGET.brotli} · where needed ${PARTS.map((part) => `${part} ${size[part]}`).join(', ')} brotli · stub ${size.stub} of ${BUDGET.stub}`,
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? `${root}/dist`
  const built = await writeSnippet(folder)
  console.log(sizeReport(built))
  console.log(`        ${relative(process.cwd(), folder) || '.'}/acquaint{,.${PARTS.join(',.')},.stub}.js`)
  if (built.size.brotli > BUDGET.brotli || built.size.stub > BUDGET.stub) {
    console.error('over budget: take something out, or move it to a file that is loaded later')
    process.exitCode = 1
  }
}
