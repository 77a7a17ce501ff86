import type { Dimension, SlotIndex } from './bundle.ts'
import type { Question } from './evaluate.ts'
import { fold } from './match.ts'
import type { Scalar } from './visitor.ts'

/** The first that is wanted of the choices of an indexed slot that a visitor may get, asked in order; all others cannot hold. */
export function findCandidate(
  index: SlotIndex,
  question: Question,
  wanted: (choice: number) => boolean,
): number | undefined {
  const { always, groups, marks } = lookUpOf(index)
  marks.fill(0)
  mark(marks, always)
  for (const group of groups) {
    const values = keysOf(group, question)
    // Without values this visitor cannot be looked up: look at all.
    if (values === undefined) for (const list of group.choices.values()) mark(marks, list)
    else
      for (const value of values) {
        const list = group.choices.get(value)
        if (list) mark(marks, list)
      }
  }
  for (let word = 0; word < marks.length; word++)
    for (let left = marks[word]!; left !== 0; left &= left - 1) {
      const choice = word * 32 + 31 - Math.clz32(left & -left)
      if (wanted(choice)) return choice
    }
  return undefined
}

function mark(marks: Uint32Array, choices: readonly number[]): void {
  for (const choice of choices) marks[choice >>> 5] = marks[choice >>> 5]! | (1 << (choice & 31))
}

type Group = Omit<SlotIndex['by'][number], 'choices'> & {
  /** Names what the group is looked up by. */
  about: string
  choices: ReadonlyMap<string, readonly number[]>
}
interface LookUp {
  always: readonly number[]
  groups: readonly Group[]
  /** A bit a choice: read in order they are sorted, and each is there once. Every question uses them anew. */
  marks: Uint32Array
}

const lookUps = new WeakMap<SlotIndex, LookUp>()

/** An index as it is read fastest, made once a bundle. */
function lookUpOf(index: SlotIndex): LookUp {
  let lookUp = lookUps.get(index)
  if (!lookUp) {
    const groups = index.by.map(({ choices, ...by }) => ({
      ...by,
      about: `${by.op} ${by.event} ${by.name} ${by.tree}`,
      choices: new Map(Object.entries(choices)),
    }))
    let last = -1
    for (const lists of [[index.always], ...groups.map(({ choices }) => [...choices.values()])])
      for (const list of lists) for (const choice of list) last = Math.max(last, choice)
    lookUp = { always: index.always, groups, marks: new Uint32Array((last >> 5) + 1) }
    lookUps.set(index, lookUp)
  }
  return lookUp
}

/** What a group is looked up by, worked out once for all slots. */
function keysOf(group: Group, { visitor, keys }: Question): readonly string[] | undefined {
  const known = keys.get(group.about)
  if (known || keys.has(group.about)) return known
  const values = valuesOf(group, visitor)
  keys.set(group.about, values)
  return values
}

function valuesOf(
  { op, name, event, tree }: Group,
  visitor: Question['visitor'],
): readonly string[] | undefined {
  const values = op === 'did' ? visitor.values?.(event!, name as Dimension) : listOf(visitor[op](name))
  if (values === undefined) return undefined
  const folded: string[] = []
  for (const value of values) {
    const text = fold(value)
    folded.push(text)
    if (tree)
      for (let end = text.lastIndexOf('/'); end > 0; end = text.lastIndexOf('/', end - 1))
        folded.push(text.slice(0, end))
  }
  return folded
}

const listOf = (value: Scalar | Scalar[] | undefined): Scalar[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
