import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pastOf } from '../../../edge/decide/history.ts'
import { decodeProfile } from '../../../edge/profile/decode.ts'
import { interests } from '../../../edge/profile/interest.ts'
import { pack, unpack } from '../../../edge/profile/pack.ts'
import { encode, ofEntry, type Profile, sum } from '../../../edge/profile/profile.ts'
import { journalEntry, NOW } from '../../support/arbitrary.ts'

test('[K8] what was done at one time comes in one order, whether a capsule or a snapshot tells it', () => {
  const told = (profile: Profile) => ({
    past: pastOf(profile, NOW)
      .all()
      .map(({ item_id, kind, time }) => [item_id, kind, time]),
    tastes: [...interests(profile, 'category', NOW)],
  })
  fc.assert(
    fc.property(fc.array(journalEntry, { minLength: 1, maxLength: 4 }), (entries) => {
      const profile = sum(entries.map(ofEntry))
      const [carried, stored] = [unpack(pack(profile, NOW), NOW), decodeProfile(encode(profile))]
      expect(told(carried)).toEqual(told(stored))
    }),
  )
})
