import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDecide, parseEvent } from '../../../edge/intake/schema.ts'
import { readServerEvent } from '../../../edge/intake/server-event.ts'

const NOBODY = { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown' }
const asked = { site: 'shop', sent_at: 1, consent: NOBODY, page: { path: '/' }, slots: ['hero'] }
const detailOf = (over: object) => {
  const read = parseDecide({ ...asked, ...over })
  return read.ok ? undefined : read.detail
}

describe('a refusal', () => {
  test.each([
    [{ sent_at: 'now' }, '`sent_at`: expected number, found string.'],
    [{ slots: undefined }, '`slots`: is missing.'],
    [{ slots: [] }, '`slots`: expected a length of >=1, found 0.'],
    [{ page: { path: '/', title: ['x'] } }, '`page.title`: expected string, found a list.'],
    [
      { consent: { ...NOBODY, marketing: 'maybe' } },
      '`consent.marketing`: expected one of unknown, denied, granted.',
    ],
    [{ visitor: 'anna' }, '`visitor`: expected a visitor id as POST /v1/collect or /v1/consent gives it.'],
    [{ pending: [{ batch: 'b', events: [] }] }, '`pending.0.batch`: expected 128 random bits as 22'],
  ])('[E39] names the field and what was expected: %j', (over, detail) => {
    expect(detailOf(over)).toContain(detail)
  })

  test('[E39] never repeats what was sent', () => {
    const secret = fc.stringMatching(/^[a-z0-9@.]{12,80}$/)
    const field = fc.constantFrom('sent_at', 'consent', 'page', 'slots', 'visitor', 'pending', 'automated')
    fc.assert(
      fc.property(field, secret, (name, said) => {
        const detail = detailOf({ [name]: said })
        expect(detail).toContain(`\`${name}\``)
        expect(detail).not.toContain(said)
      }),
    )
  })
})

describe('what is read', () => {
  test('[E40] holds what is known of a newer snippet’s event, and only that', () => {
    const event = { name: 'page_view', created_at: 1, page: { path: '/', colour: 'red' }, mood: 'fine' }
    expect(parseEvent(event)).toEqual({
      event: { name: 'page_view', created_at: 1, page: { path: '/' } },
    })
    expect(parseEvent({ ...event, name: 'mood' })).toEqual({ drop: 'unknown_event' })
    expect(parseEvent({ ...event, value: '3' })).toEqual({ drop: 'invalid_event' })
    expect(parseEvent({ ...event, fields: ['a list'] })).toEqual({ drop: 'invalid_event' })
  })

  test.each([
    ['2026-02-28T10:00:00Z', true],
    ['2026-02-28T10:00:00.250+02:00', true],
    ['2026-02-30T10:00:00Z', false],
    ['2026-02-28T25:00:00Z', false],
    ['2026-02-28 10:00', false],
    [-1, false],
  ])('[E41] a shop’s server tells times of the calendar: %s', (created_at, fits) => {
    const said = { name: 'login', created_at, person: 'customer-17' }
    expect(readServerEvent(said, 9e15, { formFields: [] }).ok).toBe(fits)
  })
})
