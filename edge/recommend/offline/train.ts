import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { openModel } from '../model.ts'
import { seeded } from '../random.ts'
import { toColumns } from '../sessions.ts'
import { train } from '../train.ts'
import { tune } from '../tune.ts'
import { UNTUNED } from '../tuning.ts'
import { readDataset } from './dataset.ts'
import { progressBar } from './progress.ts'
import { readSessions } from './read-sessions.ts'

/** `npm run train -- FILE|FOLDER [--out dist/model.bin] [--untuned]`: tunes and builds a model, for shops too large for the scheduled handler. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'dist/model.bin' },
    untuned: { type: 'boolean', default: false },
  },
})
const [path] = positionals
if (!path) {
  console.error('usage: npm run train -- FILE|FOLDER [--out dist/model.bin] [--untuned]')
  process.exit(2)
}

const isFolder = (await stat(path)).isDirectory()
const sessions = isFolder ? (await readDataset(path)).train : await readSessions(path)
console.log(`${sessions.length} sessions read from ${path}`)
const started = performance.now()
const bar = progressBar()
const columns = toColumns(sessions)
const tuning = values.untuned
  ? UNTUNED
  : tune(columns, { random: seeded(1), progress: (step, done) => bar(`tuning: ${step}`, done) })
bar('', 1)
const bytes = train(columns, { tuning })
const opened = openModel(bytes)
if (!opened.ok) throw new Error(`the model just trained does not open: ${opened.reason}`)
await mkdir(dirname(values.out), { recursive: true })
await writeFile(values.out, bytes)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(
  `${values.out}: ${opened.model.meta.items} items, ranker ${opened.model.meta.learned ? 'learned' : 'plain'}, ${(bytes.length / 1e6).toFixed(1)} MB in ${seconds} s`,
)
