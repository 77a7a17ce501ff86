import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  type BucketRange,
  bucketRanges,
  chooseVariation,
  equalWeights,
  hash,
  inNamespace,
  type Namespace,
} from '../../rules/bucket.ts'

// The public vectors of GrowthBook's SDKs (spec 0.8.0, MIT) are not part of this project.
const PATH = fileURLToPath(new URL('../../../shared/data/growthbook/cases.json', import.meta.url))
const there = existsSync(PATH)
if (!there) console.warn(`Skipped: GrowthBook's conformance vectors are not at ${PATH}.`)

interface Cases {
  hash: [seed: string, id: string, version: number, expected: number | null][]
  getBucketRange: [
    name: string,
    [count: number, coverage: number, weights: number[] | null],
    expected: BucketRange[],
  ][]
  chooseVariation: [name: string, n: number, ranges: BucketRange[], expected: number][]
  inNamespace: [name: string, id: string, namespace: Namespace, expected: boolean][]
  getEqualWeights: [count: number, expected: number[]][]
}

const round = (list: number[]) => list.map((n) => Math.round(n * 1e6) / 1e6)

describe.skipIf(!there)('GrowthBook', () => {
  const cases: Cases = there
    ? JSON.parse(readFileSync(PATH, 'utf8'))
    : { hash: [], getBucketRange: [], chooseVariation: [], inNamespace: [], getEqualWeights: [] }

  it.each(cases.hash)('[G1] hashes seed %j and id %j by version %j to %j', (seed, id, version, expected) => {
    expect(hash(seed, id, version)).toBe(expected)
  })
  it.each(cases.getBucketRange)('[G2] deals %s', (_, [count, coverage, weights], expected) => {
    expect(bucketRanges(count, coverage ?? 1, weights).map(round)).toEqual(expected.map(round))
  })
  it.each(cases.chooseVariation)('[G3] chooses: %s', (_, n, ranges, expected) => {
    expect(chooseVariation(n, ranges)).toBe(expected)
  })
  it.each(cases.inNamespace)('[G4] namespaces: %s', (_, id, namespace, expected) => {
    expect(inNamespace(id, namespace)).toBe(expected)
  })
  it.each(cases.getEqualWeights)('[G5] %j equal weights', (count, expected) => {
    expect(round(equalWeights(count))).toEqual(round(expected))
  })
})
