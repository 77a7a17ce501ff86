import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A bug that one edit makes. */
interface Mutant {
  what: string
  file: string
  from: string
  to: string
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Bugs that the stories must find: of those that trusted collectors and consent tools were seen with. */
export const MUTANTS: readonly Mutant[] = [
  {
    what: 'the snippet takes a failure for an acknowledgement',
    file: 'snippet/transport.ts',
    from: '|| +wait! * 1e3 || 1',
    to: '|| 0',
  },
  {
    what: 'the snippet never tries again by itself',
    file: 'snippet/outbox.ts',
    from: 'later(() => flush(1), pause)',
    to: '',
  },
  {
    what: 'an acknowledgement of one batch drops all that are kept',
    file: 'snippet/outbox.ts',
    from: '      failures = notBefore = 0\n      drop(batch)',
    to: '      failures = notBefore = 0\n      kept.forEach(drop)',
  },
  {
    what: 'what is given up is not counted',
    file: 'snippet/outbox.ts',
    from: '    lose(reason, batch.events.length)\n',
    to: '',
  },
  {
    what: 'a batch that was sent still takes events',
    file: 'snippet/outbox.ts',
    from: '            batch !== open &&\n',
    to: '',
  },
  {
    what: 'what gathers under one visitor goes on gathering under the next',
    file: 'snippet/outbox.ts',
    from: '        open!.era !== era ||\n',
    to: '',
  },
  {
    what: 'the outbox outlives a withdrawal',
    file: 'snippet/index.ts',
    from: '    outbox._erase()\n',
    to: '',
  },
  {
    what: 'a tab does not hear another one withdraw',
    file: 'snippet/index.ts',
    from: '(event.key || key) === key && reread()',
    to: '(event.key || key) === key',
  },
  {
    what: 'a logout leaves the visitor as they were',
    file: 'edge/routes/logout.ts',
    from: 'giveVisitor(deps, c, site.id, id)',
    to: 'giveVisitor(deps, c, site.id, visitor)',
  },
  {
    what: 'every delivery is a row of its own',
    file: 'edge/routes/collect.ts',
    from: '    const entry = { batch, received_at',
    to: '    const entry = { batch: batch + received_at, received_at',
  },
  {
    what: 'the edge acknowledges a batch whose commit failed',
    file: 'edge/routes/collect.ts',
    from: '          throw error\n        })\n',
    to: '          void error\n          return undefined as never\n        })\n      if (known === undefined) return c.json(answer)\n',
  },
  {
    what: 'the edge acknowledges first and writes behind its answer',
    file: 'edge/routes/collect.ts',
    from: '      const marked = {',
    to: '      deps.later(c, deps.journal(c).append(site.id, visitor, entry, digest.slice(0, 32)).catch(() => undefined))\n      if (batch) return c.json(answer)\n      const marked = {',
  },
  {
    what: 'an erasure reaches the device that asks, not the person’s others',
    file: 'edge/routes/me.ts',
    from: 'deps.people(c).erase(site.id, { visitor }, deps.now())',
    to: "deps.people(c).withdraw(site.id, visitor, { receipt: 'r', at: deps.now(), body: '{}' })",
  },
  {
    what: 'a proof links whoever holds it to one and the same person',
    file: 'edge/routes/identify.ts',
    from: '    fresh: fresh.id,\n    person,',
    to: "    fresh: fresh.id,\n    person: 'person0',",
  },
  {
    what: 'a late batch brings an erased visitor back (D1)',
    file: 'edge/journal/d1.ts',
    from: "isBuried('?7')",
    to: "'0'",
  },
  {
    what: 'a batch that is sent again is written again (D1)',
    file: 'edge/journal/d1.ts',
    from: "isHeld('?2', '?3')",
    to: "'0'",
  },
  {
    what: 'a person’s other devices count twice (D1)',
    file: 'edge/journal/circle.ts',
    from: 'profiles.push(isOwn || isPerson(name) ? profile : shared(profile))',
    to: 'profiles.push(profile, shared(profile))',
  },
  {
    what: 'what an isolate remembers of a visitor is believed, whatever another one wrote since (D1)',
    file: 'edge/journal/circle.ts',
    from: 'const more = mine.slice(before?.batches.length)',
    to: 'const more = mine.slice(before?.batches.length).slice(before ? -1 : 0)',
  },
  {
    what: 'a query to D1 has no deadline',
    file: 'edge/journal/run.ts',
    from: 'await within(db.batch([...check, ...statements]), deadline)',
    to: 'await db.batch([...check, ...statements])',
  },
  {
    what: 'a decision waits for the journal as long as that takes',
    file: 'edge/routes/decide.ts',
    from: 'within(deps.journal(c).known(site, visitor), deps.decideDeadline)',
    to: 'deps.journal(c).known(site, visitor)',
  },
  {
    what: 'an isolate waits for KV without end',
    file: 'edge/publish/library.ts',
    from: 'within(looking, options.patience ?? PATIENCE)',
    to: 'looking',
  },
  {
    what: 'an isolate forgets its rules when KV has none',
    file: 'edge/publish/library.ts',
    from: '    if (!pointer || pointer.hash === held.hashes[kind]) return\n',
    to: '    if (!pointer) delete held.published[kind]\n    if (!pointer || pointer.hash === held.hashes[kind]) return\n',
  },
  {
    what: 'an old version fails on a capsule that the next one sealed',
    file: 'edge/identity/capsule.ts',
    from: '  if (version !== VERSION || !key',
    to: "  if (!key) throw new Error('no such key')\n  if (version !== VERSION || !key",
  },
]

/** Mutants that have not one place to be made at, since the code is no longer as it was. */
export async function misplaced(): Promise<string[]> {
  const found = MUTANTS.map(async ({ what, file, from }) => {
    const places = (await readFile(join(root, file), 'utf8')).split(from).length - 1
    return places === 1 ? [] : [`${what}: ${places} places in ${file}`]
  })
  return (await Promise.all(found)).flat()
}

const PARTS = [
  'snippet',
  'edge',
  'rules',
  'tests/fault/sim',
  'tests/support',
  'package.json',
  'tsconfig.json',
]

/** Plays up to `seeds` stories against every mutant, in a copy of the sources, and prints what gave it away; resolves to how many got through. */
export async function tryMutants(seeds: number): Promise<number> {
  const copy = await mkdtemp(join(tmpdir(), 'acquaint-mutants-'))
  let through = 0
  const lost = await misplaced()
  if (lost.length) throw new Error(lost.join('\n'))
  try {
    for (const part of PARTS) await cp(join(root, part), join(copy, part), { recursive: true })
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    for (const { what, file, from, to } of MUTANTS) {
      const path = join(copy, file)
      const sound = await readFile(path, 'utf8')
      await writeFile(
        path,
        sound.replace(from, () => to),
      )
      const found = await playIn(copy, seeds)
      await writeFile(path, sound)
      if (!found) through++
      console.log(`${found ? 'found ' : 'MISSED'} ${what}${found && `: ${found}`}`)
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
  return through
}

/** Plays stories in a copy; resolves to the first failure's first line, or nothing. */
function playIn(copy: string, seeds: number): Promise<string> {
  const script = join(copy, 'tests/fault/sim/sim.ts')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, '--seeds', String(seeds), '--whole'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code === 0 ? '' : (said.split('\n').find(Boolean) ?? 'it ended')))
  })
}
