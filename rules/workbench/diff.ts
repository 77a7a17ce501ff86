import { canonical } from '../../edge/profile/record.ts'
import type { Bundle, Condition } from '../bundle.ts'
import { chooseBlock } from '../choose.ts'
import type { Scope } from '../compile/scope.ts'
import type { Compiled } from '../compile.ts'
import { plural } from '../diagnostics.ts'
import { explain } from '../explain.ts'
import { tree } from '../explanation.ts'
import { readGiven } from '../given/read.ts'
import { visitorOf } from '../given/visitor.ts'
import { check, type Desk, load } from './desk.ts'

const SECTIONS = ['segments', 'blocks', 'slots', 'experiments', 'goals'] as const

/** `diff`: what publishing would change: definitions, and decisions for the visitors of the tests. */
export function diff(desk: Desk, live: Bundle | undefined): boolean {
  const compiled = load(desk)
  if (!compiled.ok) return check(desk, compiled)
  if (!live) desk.out('Nothing is published yet: everything is new.')
  else if (live.hash === compiled.bundle.hash) return say(desk, 'What is published is the same.')
  const before = live ?? nothing(compiled.bundle)
  for (const line of definitionChanges(before, compiled.bundle)) desk.out(line)
  const changed = decisionChanges(desk, before, compiled)
  desk.out(
    changed.length === 0
      ? 'No visitor of the tests would see anything else.'
      : `${plural(changed.length, 'decision')} for visitors of the tests would change:`,
  )
  for (const line of changed) desk.out(line)
  return true
}

function say(desk: Desk, text: string): true {
  desk.out(text)
  return true
}

const nothing = (like: Bundle): Bundle => ({
  ...like,
  hash: '',
  segments: {},
  blocks: {},
  slots: {},
  experiments: {},
  goals: {},
})

/** Definitions added, removed and changed; a changed segment with its conditions before and after. */
export function definitionChanges(before: Bundle, after: Bundle): string[] {
  return SECTIONS.flatMap((section) => {
    const [old, now] = [before[section] ?? {}, after[section] ?? {}] as Record<string, unknown>[]
    const names = [...new Set([...Object.keys(old!), ...Object.keys(now!)])].sort()
    return names.flatMap((name) => {
      const label = `${section.slice(0, -1)} ${name}`
      if (!Object.hasOwn(old!, name)) return [`+ ${label}`]
      if (!Object.hasOwn(now!, name)) return [`- ${label}`]
      if (canonical(old![name]) === canonical(now![name])) return []
      if (section !== 'segments') return [`~ ${label}`]
      return [
        `~ ${label}`,
        ...asked(old![name] as Condition, before).map((line) => `  - ${line}`),
        ...asked(now![name] as Condition, after).map((line) => `  + ${line}`),
      ]
    })
  })
}

const NOBODY = {
  now: 0,
  behaviour: () => ({ count: 0, items: 0, value: 0 }),
  trait: () => undefined,
  fact: () => undefined,
  context: () => undefined,
}
/** A condition's words alone. */
const asked = (condition: Condition, bundle: Bundle): string[] =>
  tree(explain(condition, NOBODY, bundle), '').map((line) =>
    line.replace(/^(\s*)[✓✗?] /, '$1').replace(/ \([^()]*\)$/, ''),
  )

function decisionChanges(desk: Desk, before: Bundle, { bundle, tests, names }: Compiled): string[] {
  return tests.flatMap(({ test, source, path }) => {
    const scope: Scope = { names, source, report: () => {} }
    const described = readGiven(test.given, [...path, 'given'], scope, desk.now())
    const visitor = visitorOf(described, bundle.settings)
    const options = {
      granted: described.granted,
      ...(described.id !== undefined && { subject: described.id }),
    }
    return [...new Set([...Object.keys(before.slots), ...Object.keys(bundle.slots)])].flatMap((slot) => {
      const [old, now] = [before, bundle].map(
        (each) => chooseBlock(slot, visitor, each, options).block ?? 'nothing',
      )
      return old === now ? [] : [`  ${slot}: ${old} → ${now}   (${test.name})`]
    })
  })
}
