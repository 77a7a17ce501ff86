import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { openModel } from '../model.ts'
import { train } from '../train.ts'
import { readDataset } from './dataset.ts'
import { readSessions } from './read-sessions.ts'

/** `npm run train -- FILE|FOLDER [--out dist/model.bin]`: the model that the scheduled handler would build, for large shops. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'dist/model.bin' } },
})
const [path] = positionals
if (!path) {
  console.error('usage: npm run train -- FILE|FOLDER [--out dist/model.bin]')
  process.exit(2)
}

const isFolder = (await stat(path)).isDirectory()
const sessions = isFolder ? (await readDataset(path)).train : await readSessions(path)
console.log(`${sessions.length} sessions read from ${path}`)
const started = performance.now()
const bytes = train(sessions)
const opened = openModel(bytes)
if (!opened.ok) throw new Error(`the model just trained does not open: ${opened.reason}`)
await mkdir(dirname(values.out), { recursive: true })
await writeFile(values.out, bytes)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(
  `${values.out}: ${opened.model.meta.items} items, ${(bytes.length / 1e6).toFixed(1)} MB in ${seconds} s`,
)
