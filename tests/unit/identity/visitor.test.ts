import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readKeys } from '../../../edge/identity/keys.ts'
import {
  BUCKETS,
  bucketOf,
  deriveVisitor,
  isProvisional,
  mintVisitor,
  readVisitor,
  signVisitor,
  subjectOf,
} from '../../../edge/identity/visitor.ts'
import { visitorKeys } from '../../support/edge.ts'

const bytes = fc.uint8Array({ minLength: 18, maxLength: 18 })
const fill = (values: Uint8Array) => (into: Uint8Array<ArrayBuffer>) => {
  into.set(values)
  return into
}

describe('visitor ids', () => {
  test('[I44] an id that the edge minted is read by the site it was minted for, and by no other', async () => {
    const ring = await visitorKeys()
    await fc.assert(
      fc.asyncProperty(bytes, async (random) => {
        const { id, wire } = await mintVisitor(ring, 'shop', fill(random))
        expect(wire).toMatch(/^[\w-]{24}\.[\w-]{22}$/)
        expect(await readVisitor(ring, 'shop', wire)).toBe(id)
        expect(await readVisitor(ring, 'other', wire)).toBeUndefined()
      }),
      { numRuns: 50 },
    )
  })

  test('[I45] any change to an id, and any id made up, is nobody', async () => {
    const ring = await visitorKeys()
    const { wire, id } = await mintVisitor(ring, 'shop', (into) => crypto.getRandomValues(into))
    const changed = fc
      .tuple(fc.nat(wire.length - 1), fc.constantFrom(...'AZaz09-_.'))
      .filter(([at, char]) => wire[at] !== char)
    await fc.assert(
      fc.asyncProperty(changed, async ([at, char]) => {
        const forged = wire.slice(0, at) + char + wire.slice(at + 1)
        // The signature's last character has bits to spare: another spelling of it may stand, another id never.
        expect([undefined, id]).toContain(await readVisitor(ring, 'shop', forged))
        if (at < 24) expect(await readVisitor(ring, 'shop', forged)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 80 }), async (text) => {
        if (!/^[\w-]{22}$/.test(text)) expect(await readVisitor(ring, 'shop', text)).toBeUndefined()
      }),
    )
  })

  test('[I46] an id outlives the rotation of its key, while the old key is in the ring', async () => {
    const old = await visitorKeys()
    const { id, wire } = await mintVisitor(old, 'shop', (into) => crypto.getRandomValues(into))
    const listed = JSON.stringify({ k2: 'C'.repeat(43), k1: btoa('\u0001'.repeat(32)).replace('=', '') })
    const both = await readKeys(listed, 'visitor', 'sign')
    if (!both.ok) throw new Error(both.detail)
    expect(await readVisitor(both.value, 'shop', wire)).toBe(id)
    expect(await signVisitor(both.value, 'shop', id)).not.toBe(wire)
    const other = await readKeys(JSON.stringify({ k2: 'C'.repeat(43) }), 'visitor', 'sign')
    expect(other.ok && (await readVisitor(other.value, 'shop', wire))).toBeUndefined()
  })

  test('[I26] the subject of experiments is carried to the next id of a device, and says nothing else of it', async () => {
    const ring = await visitorKeys()
    const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)
    const first = await mintVisitor(ring, 'shop', random)
    const next = await mintVisitor(ring, 'shop', random, first.id)
    expect(subjectOf(next.id)).toBe(subjectOf(first.id))
    expect(next.id.slice(3)).not.toBe(first.id.slice(3))
    expect(subjectOf(first.id)).toMatch(/^s\d{1,5}$/)
  })

  test('[I47] buckets are dealt evenly, and an id keeps its own', async () => {
    const ring = await visitorKeys()
    const counts = new Map<number, number>()
    for (let i = 0; i < 4000; i++) {
      const { id } = await mintVisitor(ring, 'shop', (into) => crypto.getRandomValues(into))
      counts.set(bucketOf(id), (counts.get(bucketOf(id)) ?? 0) + 1)
    }
    expect([...counts.keys()].every((bucket) => bucket >= 0 && bucket < BUCKETS)).toBe(true)
    // 4,000 into 1,024: about 1,004 are hit; Poisson makes more than 25 in one a sign of a fault.
    expect(counts.size).toBeGreaterThan(900)
    expect(Math.max(...counts.values())).toBeLessThan(25)
  })

  test('[I48] what a page makes up is no id: one is derived from it, the same each time, another for each site', async () => {
    const made = 'A'.repeat(22)
    expect(await readVisitor(await visitorKeys(), 'shop', made)).toBeUndefined()
    const id = await deriveVisitor('shop', made)
    expect(id).toMatch(/^[\w-]{24}$/)
    expect(await deriveVisitor('shop', made)).toBe(id)
    expect(await deriveVisitor('other', made)).not.toBe(id)
    expect([isProvisional(made), isProvisional(id), isProvisional(undefined)]).toEqual([true, false, false])
    const ids = await Promise.all(
      Array.from({ length: 3000 }, (_, n) => deriveVisitor('shop', `${n}`.padEnd(22, '-'))),
    )
    expect(new Set(ids).size).toBe(3000)
    expect(new Set(ids.map(bucketOf)).size).toBeGreaterThan(900)
  })
})
