import type { Dimension, SlotIndex } from './bundle.ts'
import type { Question } from './evaluate.ts'
import { fold } from './match.ts'
import type { Scalar } from './visitor.ts'

/** The choices of an indexed slot that a visitor may get, in order; all others cannot hold. */
export function candidates(index: SlotIndex, question: Question): number[] {
  const found = [...index.always]
  for (const group of index.by) {
    const values = keysOf(group, question)
    if (values === undefined) {
      // this visitor cannot be looked up: look at all
      for (const value in group.choices) found.push(...group.choices[value]!)
      continue
    }
    for (const value of values) {
      const list = Object.hasOwn(group.choices, value) ? group.choices[value] : undefined
      if (list) found.push(...list)
    }
  }
  // Numbers among themselves: a set and a comparator cost twice as much.
  const sorted = new Uint32Array(found).sort()
  const each: number[] = []
  for (const choice of sorted) if (choice !== each.at(-1)) each.push(choice)
  return each
}

type Group = SlotIndex['by'][number]

/** What a group is looked up by, worked out once for all slots. */
function keysOf(group: Group, { visitor, keys }: Question): ReadonlySet<string> | undefined {
  const { op, name, event, tree } = group
  const about = `${op} ${event} ${name} ${tree}`
  if (!keys.has(about)) keys.set(about, valuesOf(group, visitor))
  return keys.get(about)
}

function valuesOf(
  { op, name, event, tree }: Group,
  visitor: Question['visitor'],
): ReadonlySet<string> | undefined {
  const values = op === 'did' ? visitor.values?.(event!, name as Dimension) : listOf(visitor[op](name))
  if (values === undefined) return undefined
  const folded = new Set<string>()
  for (const value of values) {
    const text = fold(value)
    folded.add(text)
    if (tree)
      for (let end = text.lastIndexOf('/'); end > 0; end = text.lastIndexOf('/', end - 1))
        folded.add(text.slice(0, end))
  }
  return folded
}

const listOf = (value: Scalar | Scalar[] | undefined): Scalar[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
