import { bodyOf, fail, readCommand } from './server.ts'

// `npm run verify-erasure -- ID`: proves, table by table, that nothing of a visitor or a person is left.
const { words, server } = await readCommand()
const [id] = words
if (id === undefined) fail('Usage: npm run verify-erasure -- ID [--site demo] [--url https://…]')
const query = new URLSearchParams({ site: server.site, id })
const answer = await server.call(`/v1/server/erasure?${query}`)
const { erased, remains } = await bodyOf<{ erased: boolean; remains: Record<string, number> }>(answer)
for (const [table, count] of Object.entries(remains)) console.log(`${String(count).padStart(6)}  ${table}`)
console.log(erased ? 'Nothing is left.' : 'Not erased: the rows above still hold the id.')
if (!erased) process.exitCode = 1
