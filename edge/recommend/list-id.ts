/** How a list, or a block that a bandit chose, came to be shown: what every exposure of it carries in its `list_id`. */
export interface Drawn {
  /** `block`, or `block/strategy`. */
  arm: string
  /** The probability with which it was drawn, in (0, 1]. */
  propensity: number
}

const STEPS = 10_000

/** A list's id with how it was drawn: `<id>.<propensity in 1/10,000>.<arm>`; the snippet sends it back unread. */
export const sealDrawn = (id: string, { arm, propensity }: Drawn): string =>
  `${id}.${Math.max(1, Math.round(propensity * STEPS))}.${arm}`

/** How a list was drawn; `undefined` for one that no bandit drew. A visitor could write anything here: it earns no more than their own clicks. */
export function readDrawn(listId: string | undefined): Drawn | undefined {
  const parts = listId === undefined ? null : /^[^.]{1,64}\.(\d{1,5})\.(.{1,200})$/.exec(listId)
  if (!parts) return undefined
  const steps = Number(parts[1])
  return steps >= 1 && steps <= STEPS ? { arm: parts[2]!, propensity: steps / STEPS } : undefined
}
