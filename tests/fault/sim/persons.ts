import { createHmac } from 'node:crypto'
import { isPerson, journalNameOf } from '../../../edge/identity/person.ts'
import type { Journal, JournalRow } from '../../../edge/journal/journal.ts'
import { encode, ofEntry, shared, sum } from '../../../edge/profile/profile.ts'
import { SECRETS } from '../../support/identity.ts'
import type { Ledger } from './ledger.ts'

/** Who may be whom, as far as requests and answers tell. Visitors by their stored ids. */
export interface Persons {
  /** `visitor person` of every proof that left a browser, whatever became of it. */
  readonly tried: Set<string>
  /** Links that the edge has confirmed. */
  readonly linked: Map<string, string>
  /** Visitors who asked to be erased with all devices of their person, or withdrew for theirs alone. */
  readonly whole: Set<string>
  readonly alone: Set<string>
  /** Visitors who must be gone: of a person when one of its devices was erased whole. */
  readonly doomed: Set<string>
}

export const createPersons = (): Persons => ({
  tried: new Set(),
  linked: new Map(),
  whole: new Set(),
  alone: new Set(),
  doomed: new Set(),
})

const base64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as the shop's server signs it (HS256), for five minutes from `now` (epoch ms). */
export function proofOf(person: string, jti: string, now: number): string {
  const iat = Math.floor(now / 1000)
  const claims = { sub: person, aud: 'shop', iat, exp: iat + 300, jti }
  const signed = `${base64Url({ alg: 'HS256', kid: 'k1' })}.${base64Url(claims)}`
  const key = Buffer.from(SECRETS.shop.identity.k1, 'base64url')
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** The person in a token. */
export const subjectOfProof = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub

/**
 * Who goes when a visitor is erased whole: every device of which the edge has said that it is the same person's. Who
 * withdrew before is nobody's device any more.
 */
export function doomedBy({ linked, alone }: Persons, visitor: string): string[] {
  const person = alone.has(visitor) ? undefined : linked.get(visitor)
  return person === undefined
    ? []
    : [...linked].flatMap(([other, whose]) => (whose === person ? [other] : []))
}

/** No merge without proof, none undone, one profile a person, the erased gone on all devices and nobody else with them. */
export async function checkPeople(
  ledger: Ledger,
  { tried, linked, whole, alone, doomed }: Persons,
  journal: Journal,
  rows: readonly JournalRow[],
  { erased, profiles }: { erased: ReadonlySet<string>; profiles: boolean },
): Promise<void> {
  for (const id of doomed)
    if (!erased.has(id)) ledger.violation(`${id} is a person's who was erased, and stays`)
  for (const id of erased) {
    if (whole.has(id) || alone.has(id)) continue
    const persons = [...tried].flatMap((link) =>
      link.startsWith(`${id} `) ? [link.slice(id.length + 1)] : [],
    )
    const along = [...whole].some((other) => persons.some((person) => tried.has(`${other} ${person}`)))
    if (!along) ledger.violation(`${id} was erased and nobody asked for it`)
  }

  const names = new Set(rows.map(({ visitor }) => visitor))
  const visitors = [...names].filter((name) => !isPerson(name))
  const whose = new Map<string, string>()
  for (const visitor of visitors) {
    const { person } = await journal.known('shop', visitor)
    if (person !== undefined) whose.set(visitor, person)
    const proven = linked.get(visitor)
    if (person !== undefined && !tried.has(`${visitor} ${person}`))
      ledger.violation(`${visitor} is linked to ${person} without proof`)
    if (proven !== undefined && person !== proven)
      ledger.violation(`${visitor} was linked to ${proven} and is ${person ?? 'nobody'}'s`)
  }
  if (!profiles) return
  const own = (name: string) =>
    sum(rows.filter((row) => row.visitor === name).map(({ entry }) => ofEntry(entry)))
  for (const visitor of visitors) {
    const person = whose.get(visitor)
    const others = visitors.filter(
      (other) => other !== visitor && person !== undefined && whose.get(other) === person,
    )
    const naive = sum([
      own(visitor),
      ...(person === undefined ? [] : [own(journalNameOf(person))]),
      ...others.map((other) => shared(own(other))),
    ])
    const { profile } = await journal.known('shop', visitor)
    if (encode(profile) !== encode(naive))
      ledger.violation(`the profile of ${visitor} is not the sum of its rows and its person's`)
  }
}
