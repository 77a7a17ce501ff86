import type { Reward } from '../../rules/bundle.ts'
import { policyOf } from './bandit.ts'
import { armOf, type Earned } from './earned.ts'
import type { Drawn } from './list-id.ts'
import { seeded } from './random.ts'

/** What earned how much, published for decisions; `hash` names the version. */
export interface Arms {
  hash: string
  /** By slot, then arm. */
  slots: ReadonlyMap<string, ReadonlyMap<string, Earned>>
  /** Probabilities that were worked out for this version, by question. */
  worked: Map<string, readonly number[]>
}

/** The artefact of arms. Clicks that all came from one voice count for nothing until a second one agrees. */
export const encodeArms = (arms: readonly Earned[]): string =>
  JSON.stringify(
    arms.map(({ alone, ...earned }) => (alone === undefined ? earned : { ...earned, clicks: 0, orders: 0 })),
  )

/** Reads it; `undefined` for anything else. */
export function decodeArms(text: string, hash: string): Arms | undefined {
  try {
    const arms: unknown = JSON.parse(text)
    if (!Array.isArray(arms)) return undefined
    const slots = new Map<string, Map<string, Earned>>()
    for (const each of arms as Earned[]) {
      if (![each.shown, each.clicks, each.orders, each.at].every(Number.isFinite)) return undefined
      const slot = slots.get(each.slot) ?? new Map<string, Earned>()
      slots.set(each.slot, slot.set(each.arm, each))
    }
    return { hash, slots, worked: new Map() }
  } catch {
    return undefined
  }
}

/** Questions whose probabilities are kept; conditions make few different ones. */
const KEPT = 500

/**
 * Draws one of the arms that a slot may show now, by Thompson sampling with a floor: `at` in [0, 1) says where in the
 * probabilities, so that one visitor can be given the same for a while. They depend on the version alone, not on who asks.
 */
export function draw(
  arms: Arms | undefined,
  slot: string,
  names: readonly string[],
  { reward, at, now }: { reward: Reward; at: number; now: number },
): Drawn & { index: number } {
  const question = [slot, reward, ...names].join('\n')
  let chances = arms?.worked.get(question)
  if (!chances) {
    const known = arms?.slots.get(slot)
    const posteriors = names.map((name) => armOf(name, known?.get(name), reward, now))
    chances = policyOf(posteriors, { random: seeded(names.length), now, draws: DRAWS })
    // Nothing is known: all alike.
    if (!known) chances = names.map(() => 1 / names.length)
    if (arms && arms.worked.size < KEPT) arms.worked.set(question, chances)
  }
  let left = at
  let index = 0
  while (index < names.length - 1 && left >= chances[index]!) left -= chances[index++]!
  return { index, arm: names[index]!, propensity: chances[index]! }
}

const DRAWS = 1000
