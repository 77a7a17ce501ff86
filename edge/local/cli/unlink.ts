import { bodyOf, fail, readCommand } from './server.ts'

// `npm run unlink -- PERSON [VISITOR …]`: un-merges visitors (all, if none is named) from a person.
const { words, server, by } = await readCommand()
const [person, ...visitors] = words
if (person === undefined)
  fail('Usage: npm run unlink -- PERSON [VISITOR …] [--by NAME] [--site demo] [--url https://…]')
const body = JSON.stringify({ site: server.site, person, by, ...(visitors.length && { visitors }) })
const answer = await server.call('/v1/server/unlink', { method: 'POST', body })
const { unlinked } = await bodyOf<{ unlinked: string[] }>(answer)
console.log(unlinked.length ? `Unlinked ${unlinked.join(', ')}.` : 'Nothing was linked.')
