import { readFileSync } from 'node:fs'
import { d1Journal } from '../../edge/journal/d1.ts'
import { readProfile } from '../../edge/profile/read.ts'
import type { Scope } from '../compile/scope.ts'
import { type Diagnostic, formatDiagnostics } from '../diagnostics.ts'
import { ask } from '../evaluate.ts'
import { explainSlot } from '../explain.ts'
import { explanationText } from '../explanation.ts'
import { type Described, readGiven } from '../given/read.ts'
import { visitorOf } from '../given/visitor.ts'
import { parse } from '../parse.ts'
import { readShape } from '../shape.ts'
import { check, type Desk, load } from './desk.ts'
import { localDatabase, UNHURRIED } from './stores.ts'

/** Whom to explain: described in a file, or known to the local Worker; nobody: a visitor never seen. */
export interface Whom {
  visitor?: string | undefined
  id?: string | undefined
  slot?: string | undefined
  site: string
  state: string
}

/** `explain`: which block each slot shows a visitor, and why. */
export async function explainVisitor(desk: Desk, whom: Whom): Promise<boolean> {
  const compiled = load(desk)
  if (!compiled.ok) return check(desk, compiled)
  const { bundle, names } = compiled
  const described = readVisitor(desk, whom.visitor, names)
  if (!described) return false
  const visitor =
    whom.id === undefined
      ? visitorOf(described, bundle.settings)
      : readProfile(await profileOf(whom, whom.id), described.context, described.now)
  const subject = whom.id ?? described.id
  const options = {
    granted: described.granted,
    question: ask(visitor, bundle, subject),
    ...(subject !== undefined && { subject }),
  }
  const slots = whom.slot === undefined ? Object.keys(bundle.slots) : [whom.slot]
  for (const slot of slots) desk.out(explanationText(explainSlot(slot, visitor, bundle, options)))
  return true
}

async function profileOf({ site, state }: Whom, id: string) {
  const { db, close } = await localDatabase(state)
  try {
    return (await d1Journal(db, UNHURRIED).known(site, id)).profile
  } finally {
    await close()
  }
}

/** A file that says what `given:` of a test says, read by the same reader. */
function readVisitor(desk: Desk, path: string | undefined, names: Scope['names']): Described | undefined {
  const text = path === undefined ? '{}' : readFileSync(path, 'utf8')
  const wrapped = `tests:\n  - name: explain\n    expect: {}\n    given:\n${text.replace(/^/gm, '      ')}`
  const { source, diagnostics } = parse(path ?? 'nobody', wrapped)
  const { file, diagnostics: shape } = readShape(source)
  const all: Diagnostic[] = [...diagnostics, ...shape]
  const scope: Scope = {
    names,
    source,
    report: (code, at, message, fix, { part = 'value', severity = 'error' } = {}) =>
      all.push({ code, severity, ...source.at(at, part), message, ...(fix && { fix }) }),
  }
  const described = readGiven(file.tests?.[0]?.given, ['tests', 0, 'given'], scope, desk.now())
  if (all.length === 0) return described
  // the four lines and six blanks put around it are not the author's
  desk.out(
    formatDiagnostics(
      all.map((d) => ({ ...d, line: d.line - 4, column: d.column - 6, source: d.source.slice(6) })),
    ),
  )
  return undefined
}
