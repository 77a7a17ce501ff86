import { describe, expect, test } from 'vitest'
import type { JournalEntry, Stated } from '../../../edge/profile/event.ts'
import { ofEntry, type Profile, sum } from '../../../edge/profile/profile.ts'
import { traitOf } from '../../../edge/profile/traits.ts'
import { NOW } from '../../support/arbitrary.ts'

const base: JournalEntry = {
  batch: 'b',
  received_at: NOW,
  consent: { analytics: 'granted', personalization: 'granted', marketing: 'granted' },
  client: {},
  events: [],
}
const stated = (source: Stated['source'], time: number, traits: Stated['traits']): Profile =>
  ofEntry({ ...base, stated: { source, time, traits } })
const form = (time: number, fields: Record<string, string>): Profile =>
  ofEntry({ ...base, events: [{ name: 'form_submit', time, fields }] })
const both = (name: string, ...profiles: Profile[]) => {
  const one = traitOf(sum(profiles).traits, name)
  expect(traitOf(sum(profiles.toReversed()).traits, name)).toEqual(one)
  return one
}

describe('traits of two sides', () => {
  test('[I16] scores add, tags are a union, last-active is the latest, first-seen the earliest', () => {
    const a = sum([
      stated('server', NOW, { tags: ['vip', 'early'] }),
      ofEntry({ ...base, events: [{ name: 'feedback', time: NOW - 1000, value: 4 }] }),
    ])
    const b = sum([
      stated('server', NOW + 5, { tags: ['vip', 'returns'] }),
      ofEntry({ ...base, events: [{ name: 'feedback', time: NOW + 1000, value: 5 }] }),
    ])
    expect(both('tags', a, b)).toEqual(['early', 'returns', 'vip'])
    const { touches, facts } = sum([a, b])
    expect(touches.seen).toEqual([NOW - 1000, NOW + 1000])
    const cells = Object.values(facts.rows.feedback ?? {}).flatMap((row) => Object.values(row))
    expect(cells.map(([count, value]) => [count, value])).toEqual([[2, 9]])
  })

  test('[I17] the newest value by its own time wins; a signed source beats an unsigned one', () => {
    expect(both('size', form(NOW, { size: '41' }), form(NOW - 1, { size: '40' }))).toBe('41')
    expect(both('size', stated('identify', NOW - 9, { size: '42' }), form(NOW, { size: '41' }))).toBe('42')
    expect(
      both('plan', stated('server', NOW, { plan: 'b' }), stated('identify', NOW - 1, { plan: 'a' })),
    ).toBe('b')
  })

  test('[I18] null unsets, an empty string does not', () => {
    const old = stated('server', NOW - 1, { city: 'Hong Kong' })
    expect(both('city', old, stated('server', NOW, { city: null }))).toBeUndefined()
    expect(both('city', old, stated('server', NOW, { city: '' }))).toBe('')
    expect(both('city', stated('server', NOW - 2, { city: null }), old)).toBe('Hong Kong')
  })
})
