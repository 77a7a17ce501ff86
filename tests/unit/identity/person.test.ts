import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { legalPerson } from '../../../edge/identity/person.ts'

const SHARED = [
  '',
  ' ',
  '\t',
  'guest',
  'GUEST',
  'null',
  'undefined',
  '0',
  'NaN',
  '[object Object]',
  '"null"',
  "'guest'",
  '`undefined`',
  '""',
  'a\u0000b',
  'a\nb',
  'x'.repeat(257),
  'é'.repeat(129),
  '\ud800',
]

const NOBODY = [
  '00000',
  '---',
  '0-0-0',
  '00000000-0000-0000-0000-000000000000',
  '-1',
  'anonymous',
  'Anonymous',
]

describe('illegal ids', () => {
  test.each(SHARED)('[I6] %j is refused with a reason', (id) => {
    expect(legalPerson(id)).toMatchObject({
      ok: false,
      reason: 'illegal_person',
      detail: /^The person id .+\.$/,
    })
  })

  test.each(NOBODY)('[I7] %j is refused with a reason', (id) => {
    expect(legalPerson(id)).toMatchObject({ ok: false, reason: 'illegal_person' })
  })

  test('[I6] any other id is taken as it is', () => {
    for (const id of ['42', '-7', 'anna@example.com', 'nullo', 'guest-17', '日本', 'x'.repeat(256), 'a b'])
      expect(legalPerson(id)).toEqual({ ok: true, value: id })
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(legalPerson(id)).toEqual({ ok: true, value: id })
      }),
    )
  })
})
