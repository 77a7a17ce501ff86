import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Code } from '../codes.ts'
import { here, type TextRange } from './locate.ts'

/** Plain data of a rule file: null-prototype maps, lists, scalars. */
export type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain }

/** Deepest nesting. */
export const MAX_DEPTH = 40
/** Most values a file may hold once its aliases are written out. */
const MAX_VALUES = 1_000_000

export type Report = (code: Code, range: TextRange, message: string, fix?: string) => void

/** Turns YAML nodes into plain data within bounds; `__proto__` never becomes a key. */
export class Reader {
  #values = 0
  #document: { get?: unknown }
  #report: Report
  #stopped = false

  constructor(document: object, report: Report) {
    this.#document = document
    this.#report = report
  }

  read(node: Node | null, depth: number): Plain {
    if (node === null || this.#stopped) return null
    if (depth > MAX_DEPTH)
      return this.#stop(
        'too-deep',
        node,
        `This is nested more than ${MAX_DEPTH} levels deep.`,
        'name an inner condition as a segment and use `in:`.',
      )
    if (++this.#values > MAX_VALUES)
      return this.#stop(
        'too-many-values',
        node,
        `The file holds more than ${MAX_VALUES} values once its aliases are written out.`,
        'use segments instead of YAML aliases.',
      )
    if (isAlias(node)) {
      const target = node.resolve(this.#document as never)
      if (!target) {
        this.#report(
          'unknown-alias',
          here(node),
          `There is no anchor '&${node.source}' before this alias.`,
          'use a segment and `in:` instead of an alias, or put the text in quotes.',
        )
        return null
      }
      return this.read(target as Node, depth + 1)
    }
    if (isMap(node)) return this.#map(node.items as Pair<Node, Node>[], depth)
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node, depth + 1))
    if (!isScalar(node)) return null
    return typeof node.value === 'bigint' ? Number(node.value) : (node.value as Plain)
  }

  #map(pairs: Pair<Node, Node>[], depth: number): Plain {
    const map = Object.create(null) as { [name: string]: Plain }
    for (const { key, value } of pairs) {
      if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
        this.#report('bad-name', here(key ?? value), 'A name here must be a single word or text.')
        continue
      }
      const name = String(key.value)
      if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
        this.#report('bad-name', here(key), `'${name}' cannot be a name.`, 'choose another word.')
        continue
      }
      if (name in map) {
        this.#report(
          'duplicate-key',
          here(key),
          `'${name}' stands here a second time; only one would count.`,
          'delete one of the two, or give it another name.',
        )
        continue
      }
      map[name] = this.read(value, depth + 1)
    }
    return map
  }

  #stop(code: Code, node: Node, message: string, fix: string): null {
    this.#stopped = true
    this.#report(code, here(node), message, fix)
    return null
  }
}
