import { armKey, type Open, type Refused } from './earned.ts'

/** How many times the mean of all others a voice is heard for an arm, so that nobody makes a winner alone. */
const TIMES_MEAN = 2
/** Exposures of one voice remembered at the most, so that made-up names crowd out none that are real. */
const MOST_OF_ONE = 300
/** Who was refused more often than this in a week is no customer, and not heard at all. */
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

/** Begins with the exposures and refusals that are remembered. */
export function createHearing(open: Iterable<Who>, known: readonly Refused[]): Hearing {
  const refused = new Map(known.map((each) => [each.voice, each]))
  const counts = new Map<string, number>()
  const count = (...name: unknown[]) => counts.get(name.join('\n')) ?? 0
  const add = (...name: unknown[]) => counts.set(name.join('\n'), count(...name) + 1)
  const hearing: Hearing = {
    refused,
    refuse(voice, time) {
      const { count, at } = refused.get(voice) ?? { count: 0, at: time }
      refused.set(voice, { voice, count: count + 1, at: Math.max(at, time) })
    },
    isLoud: (voice) => (refused.get(voice)?.count ?? 0) > PLENTY,
    has({ voice, ...each }) {
      const arm = armKey(each)
      const own = count(voice, arm)
      const others = count('voices', arm) - 1
      const mean = others > 0 ? (count('all', arm) - own) / others : 0
      if (own > 0 && own >= Math.max(1, TIMES_MEAN * mean)) return false
      return count(voice) < MOST_OF_ONE && !hearing.isLoud(voice)
    },
    note({ voice, ...each }) {
      const arm = armKey(each)
      if (count(voice, arm) === 0) add('voices', arm)
      add(voice, arm)
      add('all', arm)
      add(voice)
    },
  }
  for (const each of open) hearing.note(each)
  return hearing
}
