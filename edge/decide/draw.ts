import { hash } from '../../rules/bucket.ts'
import type { Block, Bundle, ListKind, Recommend, Reward } from '../../rules/bundle.ts'
import { DAY } from '../profile/time.ts'
import { type Arms, draw } from '../recommend/arms.ts'
import type { Drawn } from '../recommend/list-id.ts'

/** What may be drawn for a slot: a block, with one of the strategies of its list where it has several. */
interface Option {
  /** Where the block stands among those given. */
  at: number
  arm: string
  strategy?: ListKind
}

export interface Draw extends Drawn {
  at: number
  strategy?: ListKind
}

export interface Drawing {
  arms: Arms | undefined
  /** Where in the probabilities of a slot, [0, 1). */
  place: (slot: string) => number
  /** Whether a block, by a strategy, has anything to show. */
  holds: (block: string, strategy: ListKind | undefined) => boolean
  /** Epoch ms. */
  now: number
}

/**
 * Draws one of the blocks that a slot may show, and a strategy where its list has several: what earned most is drawn
 * most. A visitor keeps what was drawn for a day, unless what it earns changes. `holds` leaves out what would show nothing.
 */
export function drawFor(
  slot: string,
  names: readonly string[],
  { blocks }: Pick<Bundle, 'blocks'>,
  reward: Reward,
  { arms, place, now, holds }: Drawing,
): Draw | undefined {
  const options = names
    .flatMap((name, at) => optionsOf(at, name, blocks[name]))
    .filter(({ at, strategy }) => holds(names[at]!, strategy))
  if (options.length === 0) return undefined
  const asked = options.map(({ arm }) => arm)
  const { index, arm, propensity } = draw(arms, slot, asked, { reward, at: place(slot), now })
  const { at, strategy } = options[index]!
  return { at, arm, propensity, ...(strategy && { strategy }) }
}

/** Where in the probabilities somebody stands: a visitor the same all day, a stranger anew each time. */
export const placeOf =
  (subject: string | undefined, fresh: () => string, now: number) =>
  (slot: string): number =>
    subject === undefined
      ? hash('draw', fresh(), 2)!
      : hash(`draw/${slot}/${Math.floor(now / DAY)}`, subject, 2)!

function optionsOf(at: number, name: string, block: Block | undefined): Option[] {
  const strategies = block?.recommend?.strategies
  if (!strategies) return [{ at, arm: name }]
  return strategies.map((strategy) => ({ at, arm: `${name}/${strategy}`, strategy }))
}

/** A list by the strategy that was drawn. */
export const byStrategy = (wanted: Recommend, strategy: ListKind | undefined): Recommend =>
  strategy ? { ...wanted, from: strategy } : wanted
