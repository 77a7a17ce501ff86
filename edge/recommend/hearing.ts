import { armKey, type Open, type Refused } from './earned.ts'

/** How many times the mean of all others a voice is heard for an arm, so that nobody makes a winner alone; at once the mean, all would fall silent. */
const TIMES_MEAN = 1.5
/**
 * Exposures of one voice remembered at the most, or twice as many as of others, so that made-up names crowd out none
 * that are real.
 */
const MOST_OF_ONE = 300
/** Who was refused more often than this while exposures are remembered is no customer, and not heard at all. */
const PLENTY = 100

type Who = Pick<Open, 'slot' | 'arm' | 'voice'>

/** Counts exposures by voice and arm, and refusals by voice. */
export interface Hearing {
  /** Whether a voice may be heard once more for an arm. */
  has(exposure: Who): boolean
  note(exposure: Who): void
  /** Remembers that a voice said more than is heard, at `time` (epoch ms). */
  refuse(voice: number, time: number): void
  isLoud(voice: number): boolean
  refused: ReadonlyMap<number, Refused>
}

/**
 * Begins with the exposures and refusals that are remembered. A refusal counts half after `memory` ms, in which a shop
 * sees as many exposures as are remembered: else all would be silenced in the end where many come.
 */
export function createHearing(open: Iterable<Who>, known: readonly Refused[], memory: number): Hearing {
  const refused = new Map(known.map((each) => [each.voice, each]))
  const counts = new Map<string, number>()
  const count = (...name: unknown[]) => counts.get(name.join('\n')) ?? 0
  const add = (...name: unknown[]) => counts.set(name.join('\n'), count(...name) + 1)
  /** How often the others were heard for an arm, in the mean; `''` stands for all arms together. */
  const usual = (voice: number, arm: string) =>
    (count('all', arm) - count(voice, arm)) / Math.max(1, count('voices', arm) - 1)
  const hearing: Hearing = {
    refused,
    refuse(voice, time) {
      const { count, at } = refused.get(voice) ?? { count: 0, at: time }
      const left = count * 2 ** (-Math.max(0, time - at) / memory)
      refused.set(voice, { voice, count: left + 1, at: Math.max(at, time) })
    },
    isLoud: (voice) => (refused.get(voice)?.count ?? 0) > PLENTY,
    has: ({ voice, ...each }) =>
      count(voice, armKey(each)) < Math.max(1, TIMES_MEAN * usual(voice, armKey(each))) &&
      count(voice, '') < Math.max(MOST_OF_ONE, 2 * usual(voice, '')) &&
      !hearing.isLoud(voice),
    note({ voice, ...each }) {
      for (const arm of [armKey(each), '']) {
        if (count(voice, arm) === 0) add('voices', arm)
        add(voice, arm)
        add('all', arm)
      }
    },
  }
  for (const each of open) if (!hearing.isLoud(each.voice)) hearing.note(each)
  return hearing
}
