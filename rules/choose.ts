import { hash } from './bucket.ts'
import type { Bundle, Choice, Slot } from './bundle.ts'
import { wallClock } from './calendar.ts'
import { findCandidate } from './candidates.ts'
import { ask, judge, type Question, variantOf } from './evaluate.ts'
import type { Visitor } from './visitor.ts'

/** Why a slot shows what it shows. */
export type Reason = 'matched' | 'none-holds' | 'held-out' | 'needs-consent' | 'unknown-slot'

export interface Chosen {
  /** `null` keeps the site's own content. */
  block: string | null
  /** `experiment/variant` that the visitor was exposed to here, or `holdout`. */
  variant?: string
  why: Reason
  /** Index of the choice that was taken. */
  choice?: number
}

export interface ChooseOptions {
  /** The visitor's id; without one there is no holdout and no experiment. */
  subject?: string | undefined
  /** Purposes that the visitor granted; absent: all (a preview, a test). */
  granted?: readonly string[]
  /** Shares what is known between the slots of one decision. */
  question?: Question
  /** Draws one of the blocks that hold, where a slot learns which earns most; absent: the first. */
  pick?: (blocks: readonly string[]) => number | undefined
}

/** The block of a slot for a visitor: the first choice that holds, after consent, holdout and experiment. */
export function chooseBlock(
  slotName: string,
  visitor: Visitor,
  bundle: Bundle,
  options: ChooseOptions = {},
): Chosen {
  const slot = Object.hasOwn(bundle.slots, slotName) ? bundle.slots[slotName] : undefined
  if (!slot) return { block: null, why: 'unknown-slot' }
  if (slot.needs && options.granted && !options.granted.includes(slot.needs))
    return { block: null, why: 'needs-consent' }
  if (isHeldOut(slotName, slot.holdout, options.subject))
    return { block: null, variant: 'holdout', why: 'held-out' }
  const question = options.question ?? ask(visitor, bundle, options.subject)
  const index =
    slot.learn && options.pick
      ? drawn(slot, slotName, question, options.pick)
      : findOpen(slot, slotName, question, () => true)
  const choice = slot.show[index ?? -1]
  if (!choice) return { block: null, why: 'none-holds' }
  return { ...swapped(slotName, choice.block, question), why: 'matched', choice: index! }
}

/** The first choice that is open and wanted, asked in order. */
function findOpen(
  slot: Slot,
  name: string,
  question: Question,
  wanted: (choice: number) => boolean,
): number | undefined {
  const takes = (choice: number) => isOpen(slot.show[choice]!, name, question) && wanted(choice)
  return slot.index
    ? findCandidate(slot.index, question, takes)
    : slot.show.findIndex((_, choice) => takes(choice))
}

function drawn(
  slot: Slot,
  name: string,
  question: Question,
  pick: NonNullable<ChooseOptions['pick']>,
): number | undefined {
  const open: number[] = []
  // None is wanted, so that all are asked.
  findOpen(slot, name, question, (choice) => {
    open.push(choice)
    return false
  })
  return open[pick(open.map((each) => slot.show[each]!.block)) ?? 0]
}

/** Whether a visitor belongs to the share that a slot leaves alone. */
export function isHeldOut(slot: string, share: number | undefined, subject: string | undefined): boolean {
  return share !== undefined && subject !== undefined && hash(`holdout/${slot}`, subject, 2)! < share
}

/** Whether a choice may be taken: schedule, cap and condition, the cheap ones first. */
export function isOpen(choice: Choice, slot: string, question: Question): boolean {
  return (
    isScheduled(choice, question) &&
    (!choice.when || judge(choice.when, question) === true) &&
    views(choice, slot, question) < (choice.cap?.views ?? Number.POSITIVE_INFINITY)
  )
}

/** Whether now is inside the choice's dates, weekdays and hours. */
export function isScheduled(choice: Choice, { visitor, bundle }: Question): boolean {
  const { now } = visitor
  if (now < (choice.from ?? now) || now > (choice.to ?? now)) return false
  if (!choice.days && !choice.hours) return true
  const wall = wallClock(now, bundle.settings.timezone)
  if (choice.days && !choice.days.includes(wall.weekday)) return false
  if (!choice.hours) return true
  const [from, to] = choice.hours
  // "22 to 6" runs over midnight
  return from <= to ? wall.hour >= from && wall.hour < to : wall.hour >= from || wall.hour < to
}

const VISIT = 30 * 60_000

/** How often the visitor saw the block here within the cap's time; 0 when nothing caps it. */
export function views({ block, cap }: Choice, slot: string, { visitor }: Question): number {
  if (!cap) return 0
  const began = cap.per === 'visit' ? visitor.fact('visit_started_at') : undefined
  const from =
    cap.per === 'ever'
      ? undefined
      : cap.per === 'visit'
        ? typeof began === 'number'
          ? began
          : visitor.now - VISIT
        : visitor.now - cap.per
  const where = { slot: { is: [slot] }, block: { is: [block] } }
  return visitor.behaviour({ event: 'block_view', where, ...(from !== undefined && { from }) }).count
}

/** Applies the slot's experiments: at most one deals the visitor, and only where it changes what is shown. */
function swapped(slot: string, block: string, question: Question): { block: string; variant?: string } {
  const { experiments } = question.bundle
  for (const name in experiments) {
    const experiment = experiments[name]!
    if (experiment.slot !== slot) continue
    const swaps = experiment.variants.filter((variant) => variant.swap)
    if (swaps.length > 0 && !swaps.some((variant) => Object.hasOwn(variant.swap!, block))) continue
    const dealt = variantOf(name, question)
    if (dealt === undefined) continue
    const swap = experiment.variants.find((variant) => variant.name === dealt)?.swap
    const other = swap && Object.hasOwn(swap, block) ? swap[block]! : block
    return { block: other, variant: `${name}/${dealt}` }
  }
  return { block }
}
