import { type Column, type Refusal, unpack } from './container.ts'
import { type ItemIds, openIds } from './item-ids.ts'
import type { Rules } from './rules.ts'
import type { Meta } from './train.ts'

/** An opened model: views on its bytes, and scratch arrays that every query uses again. Not for two queries at once. */
export interface Model {
  readonly meta: Meta
  readonly ids: ItemIds
  readonly rules: Rules
  /** Item indices, most popular first. */
  readonly popular: Uint32Array
  readonly popularity: Float32Array
  readonly scratch: Scratch
}

export interface Scratch {
  /** By item; all zero between queries. */
  score: Float32Array
  /** By item: which position of the session contributed most, and how much. */
  because: Uint16Array
  contribution: Float32Array
  /** Items with a score in this query. */
  touched: Uint32Array
}

export type Opened = { ok: true; model: Model } | { ok: false; reason: Refusal }

/** Opens model bytes without copying them; truncated, corrupt or foreign bytes are refused with a reason. */
export function openModel(bytes: Uint8Array): Opened {
  const unpacked = unpack(bytes)
  if (!unpacked.ok) return unpacked
  const { sections } = unpacked
  const meta = take(sections, 'meta', Uint8Array)
  const offsets = take(sections, 'idof', Uint32Array)
  const text = take(sections, 'idby', Uint8Array)
  const table = take(sections, 'idht', Uint32Array)
  const popularity = take(sections, 'popl', Float32Array)
  const starts = take(sections, 'rlst', Uint32Array)
  const targets = take(sections, 'rltg', Uint32Array)
  const weights = take(sections, 'rlwt', Float32Array)
  if (!meta || !offsets || !text || !table || !popularity || !starts || !targets || !weights)
    return { ok: false, reason: 'sections-missing' }
  const size = popularity.length
  const agree =
    offsets.length === size + 1 &&
    offsets[size] === text.length &&
    starts.length === size + 1 &&
    starts[size] === targets.length &&
    targets.length === weights.length &&
    table.length > size
  if (!agree) return { ok: false, reason: 'sections-disagree' }
  const popular = Uint32Array.from(popularity, (_, i) => i).sort((a, b) => popularity[b]! - popularity[a]!)
  const model: Model = {
    meta: JSON.parse(new TextDecoder().decode(meta)) as Meta,
    ids: openIds(offsets, text, table),
    rules: { starts, targets, weights },
    popular,
    popularity,
    scratch: {
      score: new Float32Array(size),
      because: new Uint16Array(size),
      contribution: new Float32Array(size),
      touched: new Uint32Array(size),
    },
  }
  return { ok: true, model }
}

function take<T extends Column>(
  sections: Map<string, Column>,
  name: string,
  type: new (length: number) => T,
): T | undefined {
  const column = sections.get(name)
  return column instanceof type ? column : undefined
}
