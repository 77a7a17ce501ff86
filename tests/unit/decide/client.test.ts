import { expect, test } from 'vitest'
import { decide } from '../../../edge/decide/decide.ts'
import { RequestClient } from '../../../edge/intake/client.ts'
import { empty } from '../../../edge/profile/profile.ts'
import { compile } from '../../../rules/compile.ts'

const RULES = `
shop: { name: S, currency: EUR, locale: de-DE, timezone: Europe/Berlin }
blocks:
  plain: { template: "<p>{{ page.path }}</p>" }
  near: { template: "<p>{{ visitor.country }} {{ visitor.device }}</p>" }
slots:
  bare: { show: [{ block: plain }] }
  placed: { show: [{ block: plain, when: { visit: { country: hk } } }] }
  timed: { show: [{ block: plain, when: { visit: { hour: 0 to 23 } } }] }
  named: { show: [{ block: near }] }
`

test('[E44] where the network places a visitor is read only when a rule or a template asks', () => {
  const rules = compile({ 'rules.yaml': RULES })
  if (!rules.ok) throw new Error(JSON.stringify(rules.diagnostics))
  const { bundle } = rules
  const asked = (slot: string, said: { language?: string; timezone?: string } = {}) => {
    let looked = 0
    const request = Object.defineProperty(new Request('https://e/'), 'cf', {
      get: () => {
        looked++
        return { country: 'HK', timezone: 'Asia/Hong_Kong' }
      },
    })
    const decisions = decide(
      {
        slots: [slot, slot],
        page: { path: '/', ...said },
        client: new RequestClient(request),
        hosts: [],
        granted: [],
        profile: empty(),
        known: false,
        now: 0,
        listId: () => 'l',
      },
      { bundle },
    )
    return { looked: looked > 0, block: decisions[slot]?.block, html: decisions[slot]?.html }
  }
  expect(asked('bare')).toMatchObject({ looked: false, block: 'plain' })
  expect(asked('placed')).toMatchObject({ looked: true, block: 'plain' })
  expect(asked('timed')).toMatchObject({ looked: true, block: 'plain' })
  expect(asked('timed', { timezone: 'UTC' })).toMatchObject({ looked: false, block: 'plain' })
  expect(asked('named')).toMatchObject({ looked: true, html: '<p>hk bot</p>' })
})
