import { bodyOf, fail, readCommand } from './server.ts'

interface Answer {
  remains: Record<string, number>
  next?: string
}

// `npm run verify-erasure -- ID`: proves, table by table and in the archive, that nothing of a visitor or a person is left.
const { words, server } = await readCommand()
const [id] = words
if (id === undefined) fail('Usage: npm run verify-erasure -- ID [--site demo] [--url https://…]')

const ask = async (after: string): Promise<Answer> => {
  return bodyOf<Answer>(await server.ask('erasure', { id, after }))
}
const { remains, next } = await ask('')
// Tables are told whole by each answer; the archive is read in parts.
for (let after = next; after !== undefined; ) {
  const part = await ask(after)
  remains.archive = (remains.archive ?? 0) + (part.remains.archive ?? 0)
  after = part.next
}
const erased = Object.values(remains).every((count) => count === 0)
for (const [table, count] of Object.entries(remains)) console.log(`${String(count).padStart(6)}  ${table}`)
console.log(erased ? 'Nothing is left.' : 'Not erased: the rows above still hold the id.')
if (remains.archive)
  console.log(
    'The archive follows an erasure within minutes: the scheduled handler queues it. Ask again then.',
  )
if (!erased) process.exitCode = 1
