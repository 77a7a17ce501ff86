import { describe, expect, test } from 'vitest'
import type { Journal, Known } from '../../edge/journal/journal.ts'
import { COMPACT_AT } from '../../edge/journal/journal.ts'
import type { Claim, Identified, People } from '../../edge/journal/people.ts'
import { countVisits } from '../../edge/profile/activity.ts'
import type { AcceptedEvent, JournalEntry } from '../../edge/profile/event.ts'
import { empty, encode, ofEntry, sum } from '../../edge/profile/profile.ts'
import { traitOf } from '../../edge/profile/traits.ts'
import { conflictsOf } from '../../edge/profile/variants.ts'
import type { ConsentState } from '../../snippet/wire.ts'
import { NOW } from './arbitrary.ts'

export interface Stores {
  journal: Journal
  people: People
}

const MINUTE = 60_000
let used = 0
const granted = (personalization: ConsentState = 'granted', at?: number): JournalEntry['consent'] => ({
  analytics: 'granted',
  personalization,
  marketing: 'denied',
  ...(at !== undefined && { at }),
})
const view = (item_id: string, time = NOW): AcceptedEvent => ({
  name: 'view_item',
  time,
  items: [{ item_id }],
})
const entryOf = (events: AcceptedEvent[], rest: Partial<JournalEntry> = {}): JournalEntry => ({
  batch: `batch-${used++}`,
  received_at: NOW,
  consent: granted(),
  client: {},
  events,
  ...rest,
})
const claimOf = (presented: string, person: string, rest: Partial<Claim> = {}): Claim => ({
  presented,
  fresh: `fresh-${used++}`,
  person,
  token: `token-${used++}`,
  issued_at: NOW,
  expires_at: NOW + MINUTE,
  proof: 'test',
  at: NOW,
  limit: 20,
  ...rest,
})
const linked = (identified: Identified): { visitor: string; known: Known } => {
  if (identified.outcome !== 'linked') throw new Error(identified.outcome)
  return identified
}
const profileOf = (...entries: JournalEntry[]) => encode(sum(entries.map(ofEntry)))

/** What every store of links must do; the numbers are those of the 40 scenarios. `create` gives one that is empty. */
export function peopleContract(create: () => Promise<Stores> | Stores): void {
  const visit = async ({ journal }: Stores, visitor: string, ...events: AcceptedEvent[]) => {
    const entry = entryOf(events)
    await journal.append('s', visitor, entry, 'd')
    return entry
  }

  describe('linking', () => {
    test('[I1] neither known: one person with the visitor and what the proof stated', async () => {
      const { people } = await create()
      const stated = entryOf([], {
        stated: { source: 'identify', time: NOW, traits: { plan: 'gold' } },
      })
      const { visitor, known } = linked(await people.identify('s', claimOf('v', 'p', { stated })))
      expect([visitor, known.person, traitOf(known.profile.traits, 'plan')]).toEqual(['v', 'p', 'gold'])
      expect((await people.dossier('s', 'v', 0, 10)).links.map((link) => link.visitor)).toEqual(['v'])
    })

    test('[I2] one known: the other attaches, and each brings what it has', async () => {
      const stores = await create()
      const first = await visit(stores, 'v', view('a'))
      await stores.people.identify('s', claimOf('v', 'p'))
      const { known } = linked(await stores.people.identify('s', claimOf('w', 'p')))
      expect(encode(known.profile)).toBe(profileOf(first))
      expect((await stores.people.dossier('s', 'w', 0, 10)).links).toHaveLength(2)
    })

    test('[I3] both known, the visitor anonymous: linked, the earliest first-seen is kept', async () => {
      const stores = await create()
      await visit(stores, 'v', view('a', NOW - 9 * MINUTE))
      await stores.people.identify('s', claimOf('v', 'p'))
      await visit(stores, 'w', view('b', NOW - 20 * MINUTE))
      const { known } = linked(await stores.people.identify('s', claimOf('w', 'p')))
      expect(known.profile.touches.seen).toEqual([NOW - 20 * MINUTE, NOW - 9 * MINUTE])
    })

    test('[I4] a visitor linked to another person is refused, both stay as they are', async () => {
      const stores = await create()
      const mine = await visit(stores, 'v', view('a'))
      await stores.people.identify('s', claimOf('v', 'p'))
      // As a server links: it has no fresh id to go on with.
      const taken = await stores.people.identify('s', claimOf('v', 'q', { fresh: 'v' }))
      expect(taken).toEqual({ outcome: 'visitor_taken' })
      const known = await stores.journal.known('s', 'v')
      expect([known.person, encode(known.profile)]).toEqual(['p', profileOf(mine)])
    })

    test('[I5] the same identify twice changes nothing, and is noted once', async () => {
      const stores = await create()
      await visit(stores, 'v', view('a'))
      const claim = claimOf('v', 'p')
      const first = linked(await stores.people.identify('s', claim))
      expect(linked(await stores.people.identify('s', claim))).toEqual(first)
      linked(await stores.people.identify('s', claimOf('v', 'p')))
      const { ledger, links } = await stores.people.dossier('s', 'v', 0, 10)
      expect([ledger.map((row) => row.act), links.length]).toEqual([['link'], 1])
    })

    test('[I8] one visitor too many: the oldest link goes, and the ledger says so', async () => {
      const { people, journal } = await create()
      for (let i = 0; i < 4; i++)
        linked(await people.identify('s', claimOf(`v${i}`, 'p', { limit: 3, at: NOW + i })))
      expect((await journal.known('s', 'v0')).person).toBeUndefined()
      const { links, ledger } = await people.dossier('s', 'v3', 0, 10)
      expect(links.map((link) => link.visitor)).toEqual(['v1', 'v2', 'v3'])
      expect(ledger.filter((row) => row.act === 'limit')).toEqual([
        { at: NOW + 3, act: 'limit', person: 'p', visitor: 'v0', proof: 'limit' },
      ])
    })

    test('[I10] a device that denies personalization is linked, and its history is not used', async () => {
      const stores = await create()
      const mine = await visit(stores, 'v', view('a'))
      const denied = entryOf([view('secret')], { consent: granted('denied', NOW - MINUTE) })
      await stores.journal.append('s', 'w', denied, 'd')
      await stores.people.identify('s', claimOf('v', 'p'))
      await stores.people.identify('s', claimOf('w', 'p'))
      const { profile } = await stores.journal.known('s', 'v')
      expect(encode(profile)).toBe(profileOf(mine, { ...denied, events: [] }))
      expect((await stores.people.dossier('s', 'v', 0, 10)).journal).toHaveLength(2)
    })

    test('[I12] variants survive a link; two that differ are flagged', async () => {
      const stores = await create()
      const shown = (variant: string): AcceptedEvent => ({ name: 'block_view', time: NOW, variant })
      await visit(stores, 'v', shown('hero/b'), shown('price/a'))
      await visit(stores, 'w', shown('hero/a'), shown('price/a'))
      await stores.people.identify('s', claimOf('v', 'p'))
      const { known } = linked(await stores.people.identify('s', claimOf('w', 'p')))
      expect({ ...known.profile.variants }).toEqual({ hero: ['a', 'b'], price: ['a'] })
      expect(conflictsOf(known.profile.variants)).toEqual(['hero'])
      await visit(stores, 'w', shown('holdout'))
      expect(conflictsOf((await stores.journal.known('s', 'v')).profile.variants)).toContain('price')
    })

    test('[I13] history and visits after a link are all there, once', async () => {
      const stores = await create()
      const a = await visit(stores, 'v', view('a', NOW - 200 * MINUTE), view('b', NOW - 199 * MINUTE))
      const b = await visit(stores, 'w', view('a', NOW))
      await stores.people.identify('s', claimOf('v', 'p'))
      const { known } = linked(await stores.people.identify('s', claimOf('w', 'p')))
      expect(encode(known.profile)).toBe(profileOf(a, b))
      expect(known.profile.recent).toHaveLength(3)
    })

    test('[I14] traits of both sides survive a link', async () => {
      const stores = await create()
      await stores.journal.append('s', 'v', entryOf([], { client: { country: 'hk' } }), 'd')
      await stores.journal.append('s', 'w', entryOf([], { client: { device: 'phone' } }), 'd')
      await stores.people.identify('s', claimOf('v', 'p'))
      const { traits } = linked(await stores.people.identify('s', claimOf('w', 'p'))).known.profile
      expect([traitOf(traits, 'country'), traitOf(traits, 'device')]).toEqual(['hk', 'phone'])
    })

    test('[I15] visits on two devices at the same time count once, not twice', async () => {
      const stores = await create()
      await visit(stores, 'v', view('a', NOW - 200 * MINUTE), view('a', NOW))
      await visit(stores, 'w', view('b', NOW + MINUTE))
      await stores.people.identify('s', claimOf('v', 'p'))
      const { known } = linked(await stores.people.identify('s', claimOf('w', 'p')))
      expect(countVisits(known.profile.activity)).toBe(2)
    })

    test('[I19] a link races with a write to its source: both land', async () => {
      const stores = await create()
      const first = await visit(stores, 'v', view('a'))
      const late = entryOf([view('b')])
      await Promise.all([
        stores.people.identify('s', claimOf('v', 'p')),
        stores.journal.append('s', 'v', late, 'd'),
        stores.people.identify('s', claimOf('w', 'p')),
      ])
      expect(encode((await stores.journal.known('s', 'w')).profile)).toBe(profileOf(first, late))
    })

    test('[I20] A, B and C linked one after another: last-seen and counts are right', async () => {
      const stores = await create()
      const times = [NOW - 5 * MINUTE, NOW, NOW - 90 * MINUTE]
      for (const [i, time] of times.entries()) {
        await visit(stores, `v${i}`, view('a', time))
        linked(await stores.people.identify('s', claimOf(`v${i}`, 'p')))
      }
      const { profile } = await stores.journal.known('s', 'v1')
      expect(profile.touches.seen).toEqual([NOW - 90 * MINUTE, NOW])
      const cells = Object.values(profile.facts.rows.view_item ?? {}).flatMap((row) => Object.values(row))
      expect(cells.reduce((n, cell) => n + cell[0], 0)).toBe(6) // each view: one row of the event, one of the item
    })

    test('[I33] fifty visitors become one person in one round trip each', async () => {
      const stores = await create()
      const entries: JournalEntry[] = []
      for (let i = 0; i < 50; i++)
        entries.push(await visit(stores, `v${i}`, view(`i${i % 9}`, NOW - i * 1000)))
      for (let i = 0; i < 50; i++)
        linked(await stores.people.identify('s', claimOf(`v${i}`, 'p', { limit: 50 })))
      expect(encode((await stores.journal.known('s', 'v7')).profile)).toBe(profileOf(...entries))
    })

    test('[I34] batches repeated, reordered and late give the one profile, on every device', async () => {
      const stores = await create()
      const entries = Array.from({ length: 8 }, (_, i) => entryOf([view(`i${i}`, NOW - i * 40 * MINUTE)]))
      await stores.people.identify('s', claimOf('v', 'p'))
      for (const [i, entry] of [...entries.toReversed(), ...entries].entries())
        await stores.journal.append('s', entries.indexOf(entry) % 2 ? 'v' : 'w', entry, `d${i % 1}`)
      const { known } = linked(await stores.people.identify('s', claimOf('w', 'p')))
      expect(encode(known.profile)).toBe(profileOf(...entries))
      expect(encode((await stores.journal.known('s', 'v')).profile)).toBe(profileOf(...entries))
    })

    test('[I35] two tabs and two devices identify at once: one person, each link noted once', async () => {
      const stores = await create()
      const twice = claimOf('v', 'p')
      await Promise.all([
        stores.people.identify('s', twice),
        stores.people.identify('s', twice),
        stores.people.identify('s', claimOf('v', 'p')),
        stores.people.identify('s', claimOf('w', 'p')),
      ])
      const { links, ledger } = await stores.people.dossier('s', 'v', 0, 10)
      expect([links.length, ledger.length]).toEqual([2, 2])
    })

    test('[I39] no id of one site means anything in another', async () => {
      const stores = await create()
      const mine = await visit(stores, 'v', view('a'))
      const claim = claimOf('v', 'p')
      await stores.people.identify('s', claim)
      expect((await stores.journal.known('t', 'v')).person).toBeUndefined()
      linked(await stores.people.identify('t', claimOf('w', 'p')))
      // The same name in another site, unlinked there.
      await stores.journal.append('t', 'v', entryOf([view('b')]), 'd')
      expect(encode((await stores.journal.known('t', 'w')).profile)).toBe(encode(empty()))
      await stores.people.erase('t', { person: 'p' }, NOW)
      await stores.people.unlink('t', 'p', undefined, NOW, 'test')
      const known = await stores.journal.known('s', 'v')
      expect([known.person, encode(known.profile)]).toEqual(['p', profileOf(mine)])
    })
  })

  describe('a change of user', () => {
    test('[I25] B logs in on the device of A: B gets a new visitor, A keeps the history', async () => {
      const stores = await create()
      const mine = await visit(stores, 'v', view('a'))
      await stores.people.identify('s', claimOf('v', 'A'))
      const claim = claimOf('v', 'B', { fresh: 'n' })
      const { visitor, known } = linked(await stores.people.identify('s', claim))
      expect([visitor, known.person, encode(known.profile)]).toEqual(['n', 'B', encode(empty())])
      const still = await stores.journal.known('s', 'v')
      expect([still.person, encode(still.profile)]).toEqual(['A', profileOf(mine)])
      // The answer was lost; the page asks again, with another fresh id, and gets the same visitor.
      expect(linked(await stores.people.identify('s', { ...claim, fresh: 'm' })).visitor).toBe('n')
    })

    test('[I29] a proof that another device used, or that was used before logout, is refused', async () => {
      const { people, journal } = await create()
      const claim = claimOf('v', 'p')
      await people.identify('s', claim)
      expect(await people.identify('s', { ...claim, presented: 'thief' })).toEqual({
        outcome: 'token_replayed',
      })
      expect(await people.logout('s', 'v', NOW)).toBe('p')
      expect(await people.identify('s', claim)).toEqual({ outcome: 'token_replayed' })
      expect(await people.identify('s', { ...claim, presented: 'n' })).toEqual({ outcome: 'token_replayed' })
      expect((await journal.known('s', 'thief')).person).toBeUndefined()
      expect((await journal.known('s', 'v')).person).toBe('p')
    })
  })

  describe('un-merging', () => {
    test('[I22] dropping the first visitor leaves both sides exact, nothing blank', async () => {
      const stores = await create()
      const first = await visit(stores, 'v', view('a'))
      const second = await visit(stores, 'w', view('b'))
      await stores.people.identify('s', claimOf('v', 'p'))
      await stores.people.identify('s', claimOf('w', 'p'))
      expect(await stores.people.unlink('s', 'p', ['v'], NOW, 'operator')).toEqual(['v'])
      expect(await stores.journal.known('s', 'v')).toEqual({
        profile: sum([ofEntry(first)]),
        batches: [first.batch],
      })
      expect(encode((await stores.journal.known('s', 'w')).profile)).toBe(profileOf(second))
      const { ledger } = await stores.people.dossier('s', 'v', 0, 10)
      expect(ledger.at(-1)).toEqual({ at: NOW, act: 'unlink', person: 'p', visitor: 'v', proof: 'operator' })
    })

    test('[I23] some of many are dropped, the others stay; a used proof does not link again', async () => {
      const stores = await create()
      const entries: JournalEntry[] = []
      const claims = ['v0', 'v1', 'v2', 'v3'].map((visitor) => claimOf(visitor, 'p'))
      for (const claim of claims) {
        entries.push(await visit(stores, claim.presented, view(claim.presented)))
        await stores.people.identify('s', claim)
      }
      expect(await stores.people.unlink('s', 'p', ['v1', 'v3', 'nobody'], NOW, 'x')).toEqual(['v1', 'v3'])
      expect(await stores.people.identify('s', claims[1]!)).toEqual({ outcome: 'token_replayed' })
      expect(encode((await stores.journal.known('s', 'v0')).profile)).toBe(
        profileOf(entries[0]!, entries[2]!),
      )
      expect(encode((await stores.journal.known('s', 'v3')).profile)).toBe(profileOf(entries[3]!))
    })

    test('[I40] un-merged after long histories and snapshots, both sides are byte for byte their own', async () => {
      const stores = await create()
      const mine: Record<string, JournalEntry[]> = { v: [], w: [] }
      await stores.people.identify('s', claimOf('v', 'p'))
      await stores.people.identify('s', claimOf('w', 'p'))
      for (let i = 0; i < 2 * (COMPACT_AT + 3); i++) {
        const name = i % 2 ? 'v' : 'w'
        mine[name]!.push(await visit(stores, name, view(`i${i % 11}`, NOW - i * 7 * MINUTE)))
      }
      const both = [...mine.v!, ...mine.w!]
      expect(encode((await stores.journal.known('s', 'v')).profile)).toBe(profileOf(...both))
      await stores.people.unlink('s', 'p', undefined, NOW, 'operator')
      for (const name of ['v', 'w'])
        expect(encode((await stores.journal.known('s', name)).profile)).toBe(profileOf(...mine[name]!))
    })
  })

  describe('consent and erasure', () => {
    const recorded = (state: ConsentState, at: number) => ({
      receipt: `r-${used++}`,
      at,
      body: JSON.stringify({ state }),
      entry: entryOf([], { received_at: at, consent: granted(state, at) }),
    })

    test('[I30] consent that differs: the newest statement, on a tie the more restrictive', async () => {
      const { people, journal } = await create()
      await people.record('s', 'v', recorded('granted', NOW))
      await people.record('s', 'w', recorded('denied', NOW))
      await people.identify('s', claimOf('v', 'p'))
      await people.identify('s', claimOf('w', 'p'))
      const state = async () => (await journal.known('s', 'v')).profile.consent.personalization?.state
      expect(await state()).toBe('denied')
      await people.record('s', 'v', recorded('granted', NOW + 1))
      expect(await state()).toBe('granted')
    })

    test('[I31] consent withdrawn between the event and the link: the withdrawal wins', async () => {
      const stores = await create()
      await visit(stores, 'w', view('a'))
      await stores.people.identify('s', claimOf('w', 'p'))
      await visit(stores, 'v', view('b'))
      await stores.people.identify('s', claimOf('v', 'p'))
      const gone = await stores.people.withdraw('s', 'v', recorded('denied', NOW + 5))
      expect(gone.journal).toBe(1)
      const { profile, person } = await stores.journal.known('s', 'w')
      expect([person, profile.consent.personalization?.state]).toEqual(['p', 'denied'])
      expect(JSON.stringify(profile)).not.toContain('"b"')
      expect((await stores.journal.append('s', 'v', entryOf([view('c')]), 'd')).outcome).toBe('erased')
      expect(await stores.people.record('s', 'v', recorded('granted', NOW + 9))).toBeUndefined()
    })

    test('[I41] receipts are appended once each and shown in order', async () => {
      const { people } = await create()
      const second = recorded('denied', NOW + 1)
      await people.record('s', 'v', recorded('granted', NOW))
      await people.record('s', 'v', second)
      await people.record('s', 'v', second)
      expect((await people.dossier('s', 'v', 0, 10)).receipts).toEqual([
        { state: 'granted' },
        { state: 'denied' },
      ])
    })

    test('[I36] erased during a link: erased on every device, and nothing brings it back', async () => {
      const stores = await create()
      const before = await visit(stores, 'v', view('a'))
      await visit(stores, 'w', view('b'))
      const old = claimOf('w', 'p', { issued_at: NOW - 1 })
      await stores.people.identify('s', claimOf('v', 'p', { issued_at: NOW - 1 }))
      await Promise.all([
        stores.people.erase('s', { visitor: 'v' }, NOW),
        stores.people.identify('s', old),
        stores.journal.append('s', 'v', entryOf([view('c')]), 'd'),
      ])
      await stores.people.erase('s', { person: 'p' }, NOW)
      expect((await stores.journal.append('s', 'v', before, 'd')).outcome).toBe('erased')
      expect((await stores.people.identify('s', old)).outcome).not.toBe('linked')
      const late = claimOf('v', 'p', { issued_at: NOW - 1, fresh: 'n' })
      expect(await stores.people.identify('s', late)).toEqual({ outcome: 'token_outdated' })
      for (const id of ['v', 'p']) {
        const left = await stores.people.remains('s', id)
        expect([id, Object.values(left).reduce((n, count) => n + count, 0)]).toEqual([id, 0])
      }
      expect(encode((await stores.journal.known('s', 'v')).profile)).toBe(encode(empty()))
    })

    test('[I42] whoever comes back after an erasure by a newer proof starts anew', async () => {
      const stores = await create()
      await visit(stores, 'v', view('a'))
      await stores.people.identify('s', claimOf('v', 'p'))
      await stores.people.erase('s', { visitor: 'v' }, NOW + 1)
      const back = claimOf('v', 'p', { issued_at: NOW + 2, fresh: 'n' })
      const { visitor, known } = linked(await stores.people.identify('s', back))
      expect([visitor, known.person, encode(known.profile)]).toEqual(['n', 'p', encode(empty())])
    })

    test('[I43] an erasure frees no number: a fold that read on never meets a row twice or misses one', async () => {
      const stores = await create()
      await visit(stores, 'v', view('a'))
      await visit(stores, 'w', view('b'))
      const cursor = (await stores.journal.rowsAfter('s', 0, 10)).at(-1)!.seq
      await stores.people.erase('s', { visitor: 'w' }, NOW)
      await visit(stores, 'u', view('c'))
      const next = await stores.journal.rowsAfter('s', cursor, 10)
      expect(next.map((row) => row.visitor)).toEqual(['u'])
    })
  })
}
