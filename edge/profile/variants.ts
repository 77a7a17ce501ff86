import type { AcceptedEvent } from './event.ts'
import { type Dict, dict, mergeDicts } from './record.ts'

/** Experiment → the variants of it that were seen, in order; `holdout` stands for itself. */
export type Variants = Dict<string[]>

/** Most experiments kept, and variants of each, by name: bounds that no order of adding can change. */
const MAX_EXPERIMENTS = 64
const MAX_VARIANTS = 8
const HOLDOUT = 'holdout'

/** What one exposure (`block_view` with `experiment/variant`) tells. */
export function variantsOf({ name, variant }: AcceptedEvent): Variants {
  const seen = dict<string[]>()
  if (name !== 'block_view' || variant === undefined) return seen
  const [experiment, dealt = experiment] = variant.split('/', 2) as [string, string?]
  seen[experiment] = [dealt]
  return seen
}

/** What was seen on either. */
export function addVariants(a: Variants, b: Variants): Variants {
  const both = mergeDicts(a, b, (x, y) => [...new Set([...x, ...y])].sort().slice(0, MAX_VARIANTS))
  const names = Object.keys(both)
  if (names.length <= MAX_EXPERIMENTS) return both
  const kept = dict<string[]>()
  for (const name of names.sort().slice(0, MAX_EXPERIMENTS)) kept[name] = both[name] as string[]
  return kept
}

/**
 * Experiments that must leave this person out of their analysis: two devices were dealt
 * different variants, or one of them is held out and the other is not.
 */
export function conflictsOf(variants: Variants): string[] {
  const names = Object.keys(variants).sort()
  if (Object.hasOwn(variants, HOLDOUT) && names.length > 1) return names
  return names.filter((name) => (variants[name] as string[]).length > 1)
}
