#!/usr/bin/env node
import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { JournalUnavailable } from '../edge/journal/journal.ts'
import { visitorOf } from './given/visitor.ts'
import { jsonSchema } from './schema.ts'
import { runTests } from './testing.ts'
import { check, type Desk, load, test } from './workbench/desk.ts'
import { diff } from './workbench/diff.ts'
import { explainVisitor } from './workbench/explain.ts'
import { atWorker, inStore, type Place } from './workbench/place.ts'
import { rehearse } from './workbench/rehearse.ts'
import { dryStore, RemoteFailed, remoteStore } from './workbench/remote.ts'
import { localStore } from './workbench/stores.ts'
import { watch } from './workbench/watch.ts'

const HELP = `npm run rules -- COMMAND [options]

  check                 every mistake in the rule files, with a suggested fix
  test                  the tests in the rule files
  explain               what each slot shows a visitor, and why
                          --visitor FILE.yaml   described like \`given:\` of a test
                          --id VISITOR          from the local Worker's journal
                          --slot NAME           only this slot
  diff                  what publishing would change
  rehearse [FILE]       recorded traffic through the live and the new rules
                          FILE.jsonl[.gz]; without it the local Worker's journal
                          --against DIR         compare with the rules of a folder instead
  publish               --message TEXT [--author NAME]; refused while check or test fail
                          --remote              to the deployed Worker: with --url and ACQUAINT_TOKEN (a server
                                                token, scope publish) by its API, else through wrangler
                          --dry-run             says what would be written, and writes nothing
  rollback [HASH]       back to the version before, or to the one that starts with HASH
  history               what was published, by whom
  watch                 check, test and publish to the local Worker on every save

  schema                writes rules/rules.schema.json, for completion and help in editors

  --dir rules/shop  --catalogue dist/catalogue.json  --site demo  --state .wrangler
  --remote  --url https://edge.example (ACQUAINT_URL)   where publish, rollback, history and diff look
`

const root = fileURLToPath(new URL('..', import.meta.url))
function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        dir: { type: 'string', default: `${root}rules/shop` },
        catalogue: { type: 'string', default: `${root}dist/catalogue.json` },
        site: { type: 'string', default: 'demo' },
        state: { type: 'string', default: `${root}.wrangler` },
        remote: { type: 'boolean', default: false },
        url: process.env.ACQUAINT_URL
          ? { type: 'string', default: process.env.ACQUAINT_URL }
          : { type: 'string' },
        message: { type: 'string' },
        author: { type: 'string', default: userInfo().username },
        visitor: { type: 'string' },
        id: { type: 'string' },
        slot: { type: 'string' },
        against: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    const [what] = (error as Error).message.split('. ')
    process.stdout.write(`${what}.\n\n${HELP}`)
    process.exit(2)
  }
}
const { values, positionals } = read()
const out = (text: string) => void process.stdout.write(`${text}\n`)
// `… | head` closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
const desk: Desk = { dir: values.dir, catalogue: values.catalogue, now: Date.now, out }
const publication = (message: string) => ({ at: Date.now(), author: values.author, message })

async function at<T>(use: (place: Place) => Promise<T>): Promise<T> {
  const { url, site, state, remote } = values
  const token = process.env.ACQUAINT_TOKEN
  if (remote && url !== undefined && token === undefined)
    throw new RemoteFailed(
      `Set ACQUAINT_TOKEN to a server token with the scope \`publish\` for ${url}, or name no URL to go by wrangler.`,
    )
  const place = values['dry-run']
    ? inStore(dryStore(out), site)
    : !remote
      ? inStore(await localStore(state), site)
      : url !== undefined && token !== undefined
        ? atWorker(url, token, site, fetch)
        : inStore(remoteStore(), site)
  try {
    return await use(place)
  } finally {
    await place.close()
  }
}

async function publishNow(message: string): Promise<boolean> {
  const compiled = load(desk)
  if (!check(desk, compiled) || !test(desk, compiled)) return refuse('Not published.')
  const results = runTests(compiled, visitorOf, Date.now())
  const outcome = await at((place) => place.publish(compiled, results, publication(message)))
  if (!outcome.ok) return refuse(`Not published: ${outcome.reason}.`)
  const version = outcome.hash.slice(0, 12)
  if (values['dry-run']) out('Nothing was written: this was a dry run.')
  else out(outcome.changed ? `Published ${version} for ${values.site}.` : `${version} is live already.`)
  return true
}

async function rollBackNow(to: string | undefined): Promise<boolean> {
  const outcome = await at((place) => place.rollBack(to, publication(values.message ?? 'rolled back')))
  if (!outcome.ok) return refuse(`Not rolled back: ${outcome.reason}.`)
  out(`${values.site} serves ${outcome.hash.slice(0, 12)} again.`)
  return true
}

async function showHistory(): Promise<boolean> {
  for (const { hash, at: when, author, message } of await at((place) => place.history()))
    out(`${hash.slice(0, 12)}  ${new Date(when).toISOString()}  ${author ?? ''}  ${message ?? ''}`)
  return true
}

function refuse(text: string): false {
  out(text)
  return false
}

const COMMANDS: Record<string, () => boolean | Promise<boolean>> = {
  check: () => check(desk),
  test: () => test(desk),
  explain: () => explainVisitor(desk, values),
  diff: async () => diff(desk, await at((place) => place.live())),
  rehearse: () => rehearse(desk, positionals[1], values),
  publish: () =>
    values.message === undefined ? refuse('Say what changed: --message "…".') : publishNow(values.message),
  rollback: () => rollBackNow(positionals[1]),
  history: showHistory,
  schema: () => {
    writeFileSync(`${root}rules/rules.schema.json`, `${JSON.stringify(jsonSchema(), null, 1)}\n`)
    return true
  },
  watch: () => watch(values.dir, () => publishNow('watched'), out),
}

const [name = '', ...rest] = positionals
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
/** What is said beyond the command, and what rehearse and rollback take: unheard, it would answer for other files. */
const stray = rest[['rehearse', 'rollback'].includes(name) ? 1 : 0]
if (command && !values.help && stray !== undefined) {
  out(
    `\`${name}\` takes no \`${stray}\`.${stray === rest[0] ? ` For the rules of a folder: \`--dir ${stray}\`.` : ''}`,
  )
  process.exitCode = 2
} else if (values.help || !command) {
  out(HELP)
  process.exitCode = values.help ? 0 : 2
} else {
  try {
    process.exitCode = (await command()) ? 0 : 1
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!(error instanceof JournalUnavailable || error instanceof RemoteFailed) && code !== 'ENOENT')
      throw error
    out(
      code === 'ENOENT'
        ? `There is no such file or folder: ${message.replace(/^.*open |^.*scandir /, '')}`
        : error instanceof RemoteFailed
          ? message
          : `The journal under ${values.state} cannot be read: has the local Worker run there once (npm start)?`,
    )
    process.exitCode = 1
  }
}
