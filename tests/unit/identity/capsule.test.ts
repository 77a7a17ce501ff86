import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { open, seal } from '../../../edge/identity/capsule.ts'
import { readKeys } from '../../../edge/identity/keys.ts'
import { encode, of, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { LIMITS } from '../../../snippet/wire.ts'
import { journalEntry, NOW } from '../../support/arbitrary.ts'
import { testKeys } from '../../support/edge.ts'

describe('the capsule', () => {
  test('[K1] opens to what was sealed, when it is small', async () => {
    const ring = await testKeys('k1')
    await fc.assert(
      fc.asyncProperty(fc.array(journalEntry, { maxLength: 4 }), async (entries) => {
        const profile = { ...sum(entries.map(ofEntry)), traits: {} }
        const capsule = await seal(ring, 's', 'v', { profile, batches: ['b'] }, NOW)
        const opened = await open(ring, 's', 'v', capsule!, NOW)
        expect(encode(opened!.profile)).toBe(encode(profile))
        expect([opened!.holds('b'), opened!.holds('c'), opened!.size]).toEqual([true, false, 0])
      }),
      { numRuns: 50 },
    )
  })

  test('[K2] fits into its limit for the heaviest profile, and keeps the newest', async () => {
    const ring = await testKeys('k1')
    const events = Array.from({ length: 3000 }, (_, n) =>
      of({
        name: 'view_item',
        time: NOW - n * 1_700_000,
        currency: 'USD',
        items: [
          { item_id: `item-${(n * 7919) % 997}`, item_category: `c${n % 40}/sub${n % 7}`, price: n % 90 },
        ],
      }),
    )
    const capsule = await seal(ring, 's', 'v', { profile: sum(events), batches: [] }, NOW)
    expect(capsule!.length).toBeLessThanOrEqual(LIMITS.CAPSULE_BYTES)
    const { profile } = (await open(ring, 's', 'v', capsule!, NOW))!
    expect(profile.recent[0]!.time).toBe(NOW)
    expect(Object.keys(profile.facts.rows.view_item ?? {}).length).toBeGreaterThan(10)
  })

  test('[K3] means nothing to another visitor, another site, a day later or without its key', async () => {
    const ring = await testKeys('k1')
    const capsule = (await seal(ring, 's', 'v', { profile: sum([]), batches: [] }, NOW))!
    expect(await open(ring, 's', 'v', capsule, NOW + 86_399_999)).toBeDefined()
    expect(await open(ring, 's', 'w', capsule, NOW)).toBeUndefined()
    expect(await open(ring, 't', 'v', capsule, NOW)).toBeUndefined()
    expect(await open(ring, 's', 'v', capsule, NOW + 86_400_000)).toBeUndefined()
    const other = await readKeys(JSON.stringify({ k1: 'B'.repeat(43) }), 'capsule')
    expect(other.ok && (await open(other.value, 's', 'v', capsule, NOW))).toBeUndefined()
  })

  test('[K4] still opens while its key is in the ring, after a newer one seals', async () => {
    const capsule = (await seal(await testKeys('k1'), 's', 'v', { profile: sum([]), batches: [] }, NOW))!
    const rotated = await readKeys(
      JSON.stringify({ k2: 'C'.repeat(43), k1: btoa('\u0001'.repeat(32)).replace('=', '') }),
      'capsule',
    )
    if (!rotated.ok) throw new Error(rotated.detail)
    expect(await open(rotated.value, 's', 'v', capsule, NOW)).toBeDefined()
    expect(await seal(rotated.value, 's', 'v', { profile: sum([]), batches: [] }, NOW)).toMatch(/^v3\.k2\./)
  })

  test('[K5] any text at all is opened or refused, never an error', async () => {
    const ring = await testKeys('k1')
    const valid = (await seal(ring, 's', 'v', { profile: sum([]), batches: [] }, NOW))!
    const mutated = fc
      .tuple(fc.nat(valid.length - 1), fc.constantFrom('A', '-', '.', '~', ''))
      .map(([at, char]) => valid.slice(0, at) + char + valid.slice(at + 1))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ maxLength: 4000 }), mutated), async (text) => {
        if (text !== valid) expect(await open(ring, 's', 'v', text, NOW)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('[K6] carries nothing that a person typed or that the shop signed', async () => {
    const ring = await testKeys('k1')
    const time = NOW
    const profile = {
      ...sum([]),
      traits: {
        email: { value: 'anna@example.com', time, source: 'identify' as const },
        shoe_size: { value: '42', time, source: 'form' as const },
        country: { value: 'hk', time, source: 'inferred' as const },
      },
    }
    const capsule = (await seal(ring, 's', 'v', { profile, batches: [] }, NOW))!
    const opened = await open(ring, 's', 'v', capsule, NOW)
    expect(Object.keys(opened!.profile.traits)).toEqual(['country'])
  })

  test('[K7] keys that are missing, short or not JSON are named as such', async () => {
    for (const secret of [undefined, '', '{}', '{"k1":"short"}', '{"K!":"AAAA"}', '[]', 'null']) {
      expect(await readKeys(secret, 'capsule')).toMatchObject({ ok: false, reason: 'misconfigured' })
    }
  })

  test('[I82] a capsule says that its visitor is somebody known, never who', async () => {
    const ring = await testKeys('k1')
    const known = { profile: sum([]), batches: [] }
    const somebody = (await seal(ring, 's', 'v', { ...known, person: 'anna' }, NOW))!
    const nobody = (await seal(ring, 's', 'v', known, NOW))!
    const opened = await open(ring, 's', 'v', somebody, NOW)
    expect([opened!.known, (await open(ring, 's', 'v', nobody, NOW))!.known]).toEqual([true, false])
    expect(JSON.stringify(opened)).not.toContain('anna')
  })
})
