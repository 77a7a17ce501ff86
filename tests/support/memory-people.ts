import { bucketOfName } from '../../edge/identity/bucket.ts'
import { isPerson, journalNameOf } from '../../edge/identity/person.ts'
import { inBucket, successorOf } from '../../edge/identity/visitor.ts'
import type { JournalRow, Known } from '../../edge/journal/journal.ts'
import type { Claim, LedgerRow, People, Recorded } from '../../edge/journal/people.ts'
import type { JournalEntry } from '../../edge/profile/event.ts'
import { ofEntry, shared, sum } from '../../edge/profile/profile.ts'

interface Link {
  site: string
  visitor: string
  person: string
  linked_at: number
  proof: string
}
interface Token {
  presented: string
  visitor: string
  person: string
  expires_at: number
  spent: boolean
}

/** What memory holds: plain lists, scanned whole every time. */
export interface Memory {
  rows: (JournalRow & { digest: string })[]
  links: Link[]
  ledger: (LedgerRow & { site: string })[]
  tokens: Map<string, Token>
  hints: Map<string, { hint: string; at: number }>
  receipts: { site: string; visitor: string; recorded: Recorded }[]
  /** `site|name` → when it was erased. */
  graves: Map<string, number>
  seq: number
  /** As if names were kept in several databases: the bucket of a person, where a visitor is kept apart from them. */
  apart?: (site: string, visitor: string, person: string) => number | undefined
}

export const emptyMemory = (): Memory => ({
  rows: [],
  links: [],
  ledger: [],
  tokens: new Map(),
  hints: new Map(),
  receipts: [],
  graves: new Map(),
  seq: 0,
})

const key = (site: string, name: string) => `${site}|${name}`
const linkOf = (memory: Memory, site: string, visitor: string) =>
  memory.links.find((link) => link.site === site && link.visitor === visitor)

/** A visitor and whoever belongs to the same person. */
export function circleOf(memory: Memory, site: string, visitor: string): string[] {
  const person = linkOf(memory, site, visitor)?.person
  if (person === undefined) return [visitor]
  const theirs = memory.links.filter((link) => link.site === site && link.person === person)
  return [...new Set([visitor, journalNameOf(person), ...theirs.map((link) => link.visitor)])]
}

/** The profile of a visitor with their circle, added up from nothing. */
export function knownOf(memory: Memory, site: string, visitor: string): Known {
  const rowsOf = (name: string) => memory.rows.filter((row) => row.site === site && row.visitor === name)
  const profiles = circleOf(memory, site, visitor).map((name) => {
    const profile = sum(rowsOf(name).map((row) => ofEntry(row.entry)))
    return name === visitor || isPerson(name) ? profile : shared(profile)
  })
  const person = linkOf(memory, site, visitor)?.person
  return {
    profile: sum(profiles),
    batches: rowsOf(visitor).map((row) => row.entry.batch),
    ...(person !== undefined && { person }),
  }
}

/** Adds a row unless its visitor was erased or its id is used. */
export function addRow(
  memory: Memory,
  site: string,
  visitor: string,
  entry: JournalEntry,
  digest: string,
): 'stored' | 'repeated' | 'conflict' | 'erased' {
  if (memory.graves.has(key(site, visitor))) return 'erased'
  const used = memory.rows.find(
    (row) => row.site === site && row.visitor === visitor && row.entry.batch === entry.batch,
  )
  if (used) return used.digest === digest ? 'repeated' : 'conflict'
  memory.rows.push({ seq: ++memory.seq, site, visitor, entry, digest })
  return 'stored'
}

/** Who is whom, without cleverness: what D1 must agree with. */
export function memoryPeople(memory: Memory, called: () => void): People {
  const note = (site: string, at: number, act: LedgerRow['act'], link: Partial<Link>, proof: string) =>
    memory.ledger.push({ site, at, act, person: link.person ?? '', visitor: link.visitor ?? '', proof })
  const tokensOf = (site: string) =>
    [...memory.tokens].filter(([name]) => name.startsWith(`${site}|`)).map(([, token]) => token)

  const limitLinks = (site: string, { person, at, limit }: Claim, first: string) => {
    const theirs = memory.links
      .filter((link) => link.site === site && link.person === person)
      .sort(
        (a, b) =>
          Number(b.visitor === first) - Number(a.visitor === first) ||
          b.linked_at - a.linked_at ||
          (a.visitor < b.visitor ? 1 : -1),
      )
    for (const link of theirs.slice(limit)) {
      memory.links.splice(memory.links.indexOf(link), 1)
      note(site, at, 'limit', link, 'limit')
    }
  }

  const forget = (site: string, names: string[], at: number, by = 'visitor') => {
    const gone = (name: string) => names.includes(name)
    for (const name of names) memory.graves.set(key(site, name), at)
    const removed = {
      journal: memory.rows.filter((row) => row.site === site && gone(row.visitor)).length,
      links: memory.links.filter((l) => l.site === site && (gone(l.visitor) || gone(journalNameOf(l.person))))
        .length,
    }
    memory.rows = memory.rows.filter((row) => row.site !== site || !gone(row.visitor))
    memory.links = memory.links.filter(
      (link) => link.site !== site || !(gone(link.visitor) || gone(journalNameOf(link.person))),
    )
    for (const row of memory.ledger)
      if (row.site === site && (gone(row.visitor) || gone(journalNameOf(row.person))))
        Object.assign(row, { person: '', visitor: '' })
    for (const token of tokensOf(site))
      if ([token.visitor, journalNameOf(token.person)].some(gone))
        Object.assign(token, { visitor: '', person: '', spent: true })
    for (const [name, { hint }] of memory.hints)
      if (names.some((each) => name === key(site, each)) || gone(journalNameOf(hint)))
        memory.hints.delete(name)
    note(site, at, 'erase', {}, by)
    return removed
  }

  return {
    async identify(site, claim) {
      called()
      const name = journalNameOf(claim.person)
      const buried = memory.graves.get(key(site, name))
      if (buried !== undefined && buried < claim.issued_at) memory.graves.delete(key(site, name))
      let used = memory.tokens.get(key(site, claim.token))
      const bucket =
        claim.fresh === claim.presented ? undefined : memory.apart?.(site, claim.presented, claim.person)
      const successor =
        bucket === undefined ? undefined : await successorOf(site, claim.presented, claim.person, bucket)
      if (!used && memory.graves.has(key(site, name))) return { outcome: 'token_outdated' }
      if (!used) {
        const held = linkOf(memory, site, claim.presented)
        const taken = held !== undefined && held.person !== claim.person
        const gone = memory.graves.has(key(site, claim.presented))
        const fresh = memory.apart ? inBucket(claim.fresh, bucketOfName(site, name)) : claim.fresh
        const goes = successor && !memory.graves.has(key(site, successor)) ? successor : claim.presented
        used = { ...claim, visitor: taken || gone ? (fresh ?? claim.fresh) : goes, spent: false }
        memory.tokens.set(key(site, claim.token), used)
      }
      if (used.spent || (used.presented !== claim.presented && used.visitor !== claim.presented))
        return { outcome: 'token_replayed' }
      const { visitor } = used
      if (!linkOf(memory, site, visitor)) {
        const link = { site, visitor, person: claim.person, linked_at: claim.at, proof: claim.proof }
        memory.links.push(link)
        note(site, claim.at, 'link', link, claim.proof)
      }
      limitLinks(site, claim, visitor)
      const brings = visitor !== claim.presented && visitor === successor
      if (brings && !linkOf(memory, site, claim.presented) && !memory.graves.has(key(site, claim.presented)))
        memory.links.push({ ...claim, site, visitor: claim.presented, linked_at: claim.at })
      limitLinks(site, claim, visitor)
      if (claim.stated) addRow(memory, site, name, claim.stated, claim.token)
      if (linkOf(memory, site, visitor)?.person !== claim.person) return { outcome: 'visitor_taken' }
      return { outcome: 'linked', visitor, known: knownOf(memory, site, visitor) }
    },
    async hint(site, visitor, hint, at) {
      called()
      if (!memory.graves.has(key(site, visitor))) memory.hints.set(key(site, visitor), { hint, at })
    },
    async logout(site, visitor, at) {
      called()
      const link = linkOf(memory, site, visitor)
      if (link) note(site, at, 'logout', link, 'visitor')
      for (const token of tokensOf(site))
        if (token.visitor === visitor || token.presented === visitor) token.spent = true
      return link?.person
    },
    async unlink(site, person, visitors, at, by) {
      called()
      const chosen = memory.links.filter(
        (link) => link.site === site && link.person === person && (visitors?.includes(link.visitor) ?? true),
      )
      for (const link of chosen) {
        memory.links.splice(memory.links.indexOf(link), 1)
        note(site, at, 'unlink', link, by)
        for (const token of tokensOf(site)) if (token.visitor === link.visitor) token.spent = true
      }
      return chosen.map((link) => link.visitor).sort()
    },
    async record(site, visitor, recorded) {
      called()
      if (memory.graves.has(key(site, visitor))) return undefined
      const held = memory.receipts.some((r) => r.site === site && r.recorded.receipt === recorded.receipt)
      if (!held) memory.receipts.push({ site, visitor, recorded })
      if (recorded.entry) addRow(memory, site, visitor, recorded.entry, recorded.receipt)
      return knownOf(memory, site, visitor)
    },
    async withdraw(site, visitor, recorded) {
      called()
      if (!memory.graves.has(key(site, visitor))) memory.receipts.push({ site, visitor, recorded })
      const person = linkOf(memory, site, visitor)?.person
      if (person !== undefined && recorded.entry)
        addRow(memory, site, journalNameOf(person), recorded.entry, recorded.receipt)
      return forget(site, [visitor], recorded.at)
    },
    async dossier(site, visitor, seq, limit) {
      called()
      const circle = circleOf(memory, site, visitor)
      const person = linkOf(memory, site, visitor)?.person
      const hint = memory.hints.get(key(site, visitor))?.hint
      return {
        ...(person !== undefined && { person }),
        links: memory.links.filter((link) => link.site === site && link.person === person),
        journal: memory.rows
          .filter((row) => row.site === site && circle.includes(row.visitor) && row.seq > seq)
          .slice(0, limit),
        receipts: memory.receipts
          .filter((receipt) => receipt.site === site && circle.includes(receipt.visitor))
          .map(({ recorded }) => JSON.parse(recorded.body) as unknown),
        ledger: memory.ledger
          .filter(
            (row) => row.site === site && (row.visitor === visitor || (person && row.person === person)),
          )
          .map(({ site: _, ...row }) => row),
        ...(hint !== undefined && { hint }),
      }
    },
    async erase(site, subject, at, by) {
      called()
      const names =
        'visitor' in subject
          ? circleOf(memory, site, subject.visitor)
          : [
              journalNameOf(subject.person),
              ...memory.links
                .filter((l) => l.site === site && l.person === subject.person)
                .map((l) => l.visitor),
            ]
      const receipts = memory.receipts.length
      memory.receipts = memory.receipts.filter((r) => r.site !== site || !names.includes(r.visitor))
      return { ...forget(site, names, at, by), receipts: receipts - memory.receipts.length }
    },
    async remains(site, id) {
      called()
      const all = JSON.stringify([
        memory.rows.filter((row) => row.site === site),
        memory.links.filter((link) => link.site === site),
        memory.ledger.filter((row) => row.site === site),
        memory.receipts.filter((receipt) => receipt.site === site),
        tokensOf(site).map(({ visitor, person }) => [visitor, person]),
      ])
      return { memory: all.split(JSON.stringify(id)).length - 1 }
    },
    async expire() {
      called()
      return 0
    },
  }
}
