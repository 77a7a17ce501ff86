import { bodyOf, fail, readCommand } from './server.ts'

// `npm run unlink -- PERSON [VISITOR …]`: un-merges visitors (all, if none is named) from a person.
const { words, server, by } = await readCommand()
const [person, ...visitors] = words
if (person === undefined)
  fail('Usage: npm run unlink -- PERSON [VISITOR …] [--by NAME] [--site demo] [--url https://…]')
const answer = await server.ask('unlink', { person, by, ...(visitors.length && { visitors }) })
const { unlinked } = await bodyOf<{ unlinked: string[] }>(answer)
console.log(unlinked.length ? `Unlinked ${unlinked.join(', ')}.` : 'Nothing was linked.')
