import fc from 'fast-check'
import { expect, test } from 'vitest'
import { all, createConsent } from '../../../snippet/consent/consent.ts'
import { hearGoogle } from '../../../snippet/consent/google.ts'
import { byCategory, hearAccepted, hearGpp, hearTcf } from '../../../snippet/extra/consent.ts'
import { type Consent, PURPOSES } from '../../../snippet/wire.ts'

const open = (saved?: Consent, refused = false) => {
  const changes: Consent[] = []
  const consent = createConsent(
    saved,
    refused,
    () => 5,
    (state) => changes.push(state),
  )
  return { ...consent, changes }
}
const purposes = ({ analytics, personalization, marketing }: Consent) =>
  [analytics, personalization, marketing].map((state) => state[0]).join('')

test('[C2] nothing but a grant is a grant, and the newest word wins', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.constantFrom(...PURPOSES), fc.anything()), { maxLength: 8 }),
      (statements) => {
        const { _hear, _may } = open()
        for (const statement of statements) _hear(statement, 'api')
        for (const purpose of PURPOSES) {
          const last = statements.filter((statement) => Object.hasOwn(statement, purpose)).at(-1)?.[purpose]
          expect(_may(purpose)).toBe(last === true || last === 'granted')
        }
      },
    ),
  )
})

test('[C2] one no among several names is a no, and only news is told', () => {
  const { _hear, _state, changes } = open()
  _hear({ analytics_storage: 'granted', statistics: 'denied', 'Marketing tools': true, necessary: true }, 'x')
  expect(purposes(_state())).toBe('dug')
  _hear({ statistics: 'denied' }, 'x')
  expect(changes.length).toBe(1)
  expect(changes[0]).toMatchObject({ at: 5, source: 'x' })
})

test('[C2] what another tab passes on keeps the time when it was said', () => {
  const { _hear, _state } = open()
  _hear({ ...all('granted'), source: 'api', at: 3 }, 'tab')
  expect(_state()).toMatchObject({ ...all('granted'), source: 'tab', at: 3 })
  // A site that says again what it once heard says it now.
  _hear({ ...all('denied'), at: 2 }, 'api')
  expect(_state()).toMatchObject({ ...all('denied'), at: 5 })
})

test('[C3] where no signal refuses, nobody has said anything: no source is named', () => {
  expect(open()._state()).toEqual(all('unknown'))
})

test('[C3] a refusal signal stands against a default and yields to the visitor', () => {
  const { _hear, _state } = open(undefined, true)
  expect(_state()).toMatchObject({ ...all('denied'), source: 'gpc' })
  _hear(all('granted'), 'google', true)
  expect(purposes(_state())).toBe('ddd')
  _hear(all('granted'), 'api')
  expect(purposes(_state())).toBe('ggg')
  _hear(all('denied'), 'google', true)
  expect(purposes(_state())).toBe('ggg')
  const saved = { ...all('granted' as const), at: 1, source: 'api' }
  expect(purposes(open(saved, true)._state())).toBe('ggg')
})

test('[C4] a denied default waits, an update decides, and ads need every ad purpose', () => {
  const { _hear, _state } = open()
  hearGoogle('default', { analytics_storage: 'denied', ad_storage: 'denied', wait_for_update: 500 }, _hear)
  expect(purposes(_state())).toBe('uuu')
  hearGoogle('update', { analytics_storage: 'granted', ad_storage: 'granted', ad_user_data: 'denied' }, _hear)
  expect(purposes(_state())).toBe('gud')
  hearGoogle('update', { personalization_storage: 'granted', ad_personalization: 'granted' }, _hear)
  expect(purposes(_state())).toBe('ggg')
  const returning = open({ ...all('granted' as const), at: 1, source: 'google' })
  hearGoogle('default', { analytics_storage: 'denied' }, returning._hear)
  expect(purposes(returning._state())).toBe('ugg')
})

const heard = (say: (hear: ReturnType<typeof open>['_hear']) => void) => {
  const { _hear, _state } = open()
  say(_hear)
  return purposes(_state())
}

test('[C5] TCF purposes mean what the table says, and only settled answers count', () => {
  const consents = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((id) => [id, true]))
  const data = (eventStatus: string, changed = {}, gdprApplies = true) => ({
    eventStatus,
    gdprApplies,
    purpose: { consents: { ...consents, ...changed } },
  })
  expect(heard((hear) => hearTcf(data('tcloaded'), hear))).toBe('ggg')
  expect(heard((hear) => hearTcf(data('useractioncomplete', { 8: false }), hear))).toBe('dgg')
  expect(heard((hear) => hearTcf(data('tcloaded', { 6: false, 4: undefined }), hear))).toBe('gdd')
  expect(heard((hear) => hearTcf(data('tcloaded', { 1: false }), hear))).toBe('ddd')
  expect(heard((hear) => hearTcf(data('cmpuishown'), hear))).toBe('uuu')
  expect(heard((hear) => hearTcf(data('tcloaded', {}, false), hear))).toBe('uuu')
})

test('[C6] GPP sections refuse by opt-out and by GPC, and say nothing before they are ready', () => {
  const us = (SaleOptOut: number, Gpc = false, signalStatus = 'ready') => ({
    signalStatus,
    parsedSections: { usnat: [{ SaleOptOut, SaleOptOutNotice: 1 }, { Gpc }] },
  })
  expect(heard((hear) => hearGpp(us(2), hear))).toBe('ggg')
  expect(heard((hear) => hearGpp(us(1), hear))).toBe('gdd')
  expect(heard((hear) => hearGpp(us(2, true), hear))).toBe('ddd')
  expect(heard((hear) => hearGpp(us(0), hear))).toBe('uuu')
  expect(heard((hear) => hearGpp(us(2, false, 'not ready'), hear))).toBe('uuu')
  expect(heard((hear) => hearGpp({}, hear))).toBe('uuu')
})

test('[C7] CookieConsent names what was accepted, the rest is refused', () => {
  expect(heard((hear) => hearAccepted(['necessary', 'analytics'], hear))).toBe('gdd')
  expect(heard((hear) => hearAccepted(['statistics', 'personalization', 'ads'], hear))).toBe('ggg')
  expect(heard((hear) => hearAccepted([], hear))).toBe('ddd')
  expect(heard((hear) => hearAccepted(undefined, hear))).toBe('uuu')
})

test('[C8] a category is granted when every service in it is', () => {
  expect(
    byCategory([
      ['analytics', true],
      ['ads', 'wait'],
      ['analytics', false],
      ['analytics', true],
    ]),
  ).toEqual({
    analytics: false,
    ads: false,
  })
})
