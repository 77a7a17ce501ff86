import { expect, test } from 'vitest'
import { decide } from '../../../edge/decide/decide.ts'
import { empty } from '../../../edge/profile/profile.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { train } from '../../../edge/recommend/train.ts'
import { compile } from '../../../rules/compile.ts'
import { NOW } from '../../support/arbitrary.ts'
import { CATALOGUE } from '../../support/shop.ts'

const RULES = `
shop: { name: S, currency: USD, locale: en-US, timezone: UTC }
slots:
  picks: { recommend: { from: session } }
`
/** In Norway they look at shoes, in Singapore at hats, as many here as there. */
const VISITS = Array.from({ length: 1000 }, (_, n) => ({
  items: [n % 2 ? 'shoe1' : 'hat1'],
  times: [NOW - n * 60_000],
  visitor: n,
  context: [n % 2 ? 'country:no' : 'country:sg'],
}))

test('[M19] a decision tells the model where its request comes from', () => {
  const rules = compile({ 'rules.yaml': RULES })
  const model = openModel(train(VISITS))
  if (!rules.ok || !model.ok) throw new Error('neither rules nor model should fail')
  const first = (country: string) =>
    decide(
      {
        slots: ['picks'],
        page: { path: '/' },
        client: { country, device: 'desktop' },
        hosts: [],
        granted: [],
        profile: empty(),
        known: false,
        now: NOW,
        listId: () => 'l',
      },
      { bundle: rules.bundle, catalogue: CATALOGUE, model },
    ).picks?.items?.[0]?.item_id
  expect([first('no'), first('sg')]).toEqual(['shoe1', 'hat1'])
})
