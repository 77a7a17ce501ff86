import type { Journal } from '../../edge/journal/journal.ts'
import { encode } from '../../edge/profile/profile.ts'
import { NOW } from './arbitrary.ts'
import { collectOf, type TestEdge, viewItem } from './edge.ts'
import type { History } from './history.ts'
import { SERVER_TOKEN, storedId } from './identity.ts'
import type { MemoryJournal } from './memory-journal.ts'

/** One profile a person: every device that was ever given an id knows the same, here, there and by counting. */
export async function agree(
  journal: Journal,
  naive: MemoryJournal,
  history: History,
  fail: (why: string) => never,
): Promise<void> {
  const profiles = new Map<string, Set<string>>()
  const members = new Map<string, string[]>()
  for (const wire of history.given) {
    const id = storedId(wire)
    const [ours, theirs] = [await journal.known('shop', id), await naive.known('shop', id)]
    if (encode(ours.profile) !== encode(theirs.profile) || ours.person !== theirs.person)
      fail(
        `${id} is not what a plain sum gives:\n  ${encode(ours.profile)}\n  ${encode(theirs.profile)}\n  ${ours.person}, ${theirs.person}`,
      )
    const { person } = ours
    if (person === undefined) continue
    if (!history.proven.has(`${id}|${person}`)) fail(`${id} is linked to ${person} without proof`)
    profiles.set(person, (profiles.get(person) ?? new Set()).add(encode(ours.profile)))
    members.set(person, [...(members.get(person) ?? []), id])
  }
  for (const [person, ids] of members) {
    const denied = await Promise.all(ids.map(async (id) => isDenied(naive, id)))
    // A device that refuses keeps its history from the others; without one, all see the same.
    if (denied.some(Boolean)) continue
    if (profiles.get(person)!.size !== 1) fail(`${person} has more than one profile`)
    const expected = ids.flatMap((id) => [...(history.items.get(id) ?? [])]).sort()
    const { profile } = await journal.known('shop', ids[0]!)
    const seen = profile.recent.flatMap(({ items = [] }) => items.map(([item]) => item)).sort()
    if (JSON.stringify(seen) !== JSON.stringify(expected)) fail(`${person}: ${seen} is not ${expected}`)
  }
}

const isDenied = (naive: MemoryJournal, id: string): boolean =>
  naive.rows.some((row) => row.visitor === id && row.entry.consent.personalization === 'denied')

/** Nothing of an erased visitor is left in any table; returns how many there were. */
export async function nothingLeft(
  real: TestEdge,
  history: History,
  fail: (why: string) => never,
): Promise<number> {
  let erased = 0
  for (const wire of history.given) {
    const probe = collectOf(wire, [viewItem('probe')], { sent_at: NOW })
    const response = await real.post('/v1/collect', probe)
    if (response.status !== 410) continue
    erased++
    const check = await real.fetch('/v1/server/erasure?site=shop', {
      method: 'POST',
      body: JSON.stringify({ id: wire }),
      headers: { authorization: `Bearer ${SERVER_TOKEN}` },
    })
    const { remains } = (await check.json()) as { remains: Record<string, number> }
    const { receipts: _, ...rest } = remains
    if (Object.values(rest).some((count) => count > 0)) fail(`${wire} left ${JSON.stringify(remains)}`)
  }
  return erased
}
