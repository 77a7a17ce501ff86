import type { Bundle } from '../bundle.ts'
import { minorDigits } from '../quantities.ts'
import { suggest } from '../suggest.ts'
import { type Described, readGiven } from './read.ts'
import { given as shape } from './shape.ts'

/** Most events that one description may add up to. */
const MAX_TOLD = 20_000

/**
 * A visitor described without a compiler at hand (a preview at the edge), read as the tests of rule
 * files read theirs; else every fault: where, what, what to do. Any field of `visitor` that is no fact is a trait.
 */
export function describeVisitor(
  given: unknown,
  settings: Bundle['settings'],
  now: number,
): { ok: true; described: Described } | { ok: false; faults: string[] } {
  const parsed = shape.safeParse(given)
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.map(faultOf) }
  const told = parsed.data.events?.reduce((sum, { times = 1 }) => sum + Number(times), 0) ?? 0
  if (told > MAX_TOLD)
    return { ok: false, faults: [`given.events: ${told} events are told; at most ${MAX_TOLD} are read.`] }
  const faults: string[] = []
  const described = readGiven(
    parsed.data,
    ['given'],
    {
      names: {
        settings,
        digits: minorDigits(settings.currency),
        traits: { get: () => 'text', keys: () => [][Symbol.iterator]() },
      },
      report: (_code, path, message, fix) =>
        faults.push(`${path.join('.')}: ${message}${fix ? ` Fix: ${fix}` : ''}`),
    },
    now,
  )
  return faults.length > 0 ? { ok: false, faults } : { ok: true, described }
}

type Issue = { code: string; path: PropertyKey[]; message: string; keys?: string[] }

function faultOf(issue: Issue): string {
  const at = ['given', ...issue.path].join('.')
  return issue.keys
    ? `${at}: '${issue.keys.join("', '")}' means nothing here. Fix: ${suggest(issue.keys[0]!, Object.keys(shape.shape), 'key')}`
    : `${at}: this must be ${issue.message}.`
}
