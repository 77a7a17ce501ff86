import { minorDigits } from '../../edge/profile/money.ts'
import type { Bundle } from '../bundle.ts'
import { type Described, readGiven } from './read.ts'
import { readTold } from './told.ts'

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
  const read = readTold(given)
  if (!read.ok) return read
  const told = read.value.events?.reduce((sum, { times = 1 }) => sum + Number(times), 0) ?? 0
  if (told > MAX_TOLD)
    return { ok: false, faults: [`given.events: ${told} events are told; at most ${MAX_TOLD} are read.`] }
  const faults: string[] = []
  const described = readGiven(
    read.value,
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
