import { graveOf } from '../../../edge/identity/grave.ts'
import type { Journal, JournalRow } from '../../../edge/journal/journal.ts'
import { type Excuse, type Kept, type Ledger, lossesOf, nothingUsed, type Used } from './ledger.ts'
import type { Browser } from './page.ts'
import { checkPeople, type Persons } from './persons.ts'

/** What must hold once all is well again: of journal and ledger, of persons, and of what browsers are left with. */
export async function check(
  ledger: Ledger,
  persons: Persons,
  journal: Journal,
  browsers: readonly Browser[],
  profiles: boolean,
): Promise<{ stored: number; givenUp: number; excused: Used }> {
  const rows = await journal.rowsAfter('shop', 0, 1e6)
  const excused = nothingUsed()
  const stored = checkRows(ledger, rows, excused)
  const erased = await erasedOf(journal, ledger, persons, browsers)
  for (const { browser, why } of ledger.leaves)
    if (
      why === 'erased' &&
      !browsers.some(({ name, ids }) => name === browser && [...ids].some((id) => erased.has(id)))
    )
      ledger.violation(`${browser} was told of an erasure that never was`)
  checkLosses(ledger, rows, { browsers, erased, used: excused })
  for (const visitor of ledger.graves)
    if (rows.some((row) => row.visitor === visitor)) ledger.violation(`${visitor} was erased and has rows`)
  await checkPeople(ledger, persons, journal, rows, { erased, profiles })
  for (const { name, disk, tabs } of browsers)
    if (tabs.at(-1)?.state === 'denied') {
      if (disk.batches.size) ledger.violation(`${name} keeps ${disk.batches.size} batches without consent`)
      if (/"id"/.test(disk.local.get('acquaint.shop') ?? ''))
        ledger.violation(`${name} keeps an id without consent`)
    }
  const givenUp = rows.reduce((sum, { entry }) => sum + (entry.lost ?? 0), 0)
  return { stored, givenUp, excused }
}

/** After minutes in which all was well: what an open page of somebody who consents has kept is acknowledged. */
export function checkPatience({ kept, acks, unheld, violation }: Ledger, browsers: readonly Browser[]): void {
  // From a disk that takes nothing, what was given up is not deleted either.
  for (const { disk } of browsers.filter(({ name }) => !unheld.has(name)))
    for (const [batch] of disk.batches) {
      const { tab, visitor } = kept.get(String(batch))!
      if (tab.alive && tab.state === 'granted' && visitor !== undefined && !acks.has(String(batch)))
        violation(`${batch} waits in an open page though nothing is in its way`)
    }
}

/** Each event once, none against a refusal, none under somebody else; returns how many there are. */
function checkRows(ledger: Ledger, rows: readonly JournalRow[], used: Used): number {
  const seen = new Map<string, number>()
  const arrived = new Set<string>()
  for (const { visitor, entry } of rows) {
    const kept = ledger.kept.get(entry.batch)
    const unsure = kept && ledger.orphans.has(entry.batch) && ledger.unheld.has(kept.browser)
    if (unsure && arrived.has(entry.batch)) {
      used.twice += entry.events.length
      continue
    }
    arrived.add(entry.batch)
    if (kept?.visitor !== undefined && kept.visitor !== visitor && !unsure)
      ledger.violation(`${entry.batch} of ${kept.visitor} is in the journal of ${visitor}`)
    for (const { name, target } of entry.events) {
      if (name !== 'click') continue
      seen.set(target!, (seen.get(target!) ?? 0) + 1)
      if (ledger.apart.get(target!)?.has(visitor))
        ledger.violation(`${target} was recorded after a logout and is ${visitor}'s, who was there before`)
    }
  }
  for (const [event, times] of seen) {
    if (times > 1) ledger.violation(`${event} is in the journal ${times} times`)
    if (ledger.refused.has(event)) ledger.violation(`${event} was recorded against a refusal and stored`)
  }
  return seen.size
}

/** Of all ids that were ever used, those that the edge has erased. */
async function erasedOf(journal: Journal, ledger: Ledger, persons: Persons, browsers: readonly Browser[]) {
  // An id that the edge gave a device may never have arrived there.
  const ids = new Set<string>([...ledger.graves, ...persons.linked.keys()])
  for (const browser of browsers) for (const id of browser.ids) ids.add(id)
  for (const { visitor } of ledger.kept.values()) if (visitor !== undefined) ids.add(visitor)
  const { erased = [] } = await journal.rowsFrom('shop', {}, 1e6)
  const names = new Set(erased)
  const gone = new Set<string>()
  if (names.size) for (const id of ids) if (names.has(await graveOf('shop', id))) gone.add(id)
  return gone
}

/** What was kept is there, or was told of as lost, browser by browser, or is excused. */
function checkLosses(
  ledger: Ledger,
  rows: readonly JournalRow[],
  { browsers, erased, used }: { browsers: readonly Browser[]; erased: ReadonlySet<string>; used: Used },
): void {
  const arrived = new Set(rows.map(({ entry }) => entry.batch))
  const missing = new Map<string, number>()
  for (const [batch, kept] of ledger.kept) {
    if (arrived.has(batch) || kept.events.length === 0) continue
    const excuse = excuseOf(ledger, kept, erased)
    if (excuse) used[excuse] += kept.events.length
    else if (ledger.acks.has(batch)) ledger.violation(`${batch} was acknowledged and is not there`)
    else missing.set(kept.browser, (missing.get(kept.browser) ?? 0) + kept.events.length)
  }
  for (const { entry } of rows) {
    const there = new Set(entry.events.map(({ target }) => target))
    const lost = ledger.kept.get(entry.batch)?.events.filter((event) => !there.has(event)) ?? []
    if (lost.length) ledger.violation(`${entry.batch} is there without ${lost.length} of its events`)
  }
  for (const { name } of browsers) {
    let left = missing.get(name) ?? 0
    for (const [batch, { browser, lost }] of ledger.told)
      if (browser === name && arrived.has(batch)) left -= lossesOf(lost, true)
    if (left <= 0) continue
    for (const [batch, { browser, lost }] of [...ledger.unwritten, ...ledger.told])
      if (browser === name && !arrived.has(batch) && !ledger.kept.has(batch)) {
        const excused = Math.min(left, lossesOf(lost, true))
        used.untold += excused
        left -= excused
      }
    if (left > 0) ledger.violation(`${left} events that ${name} kept are missing, and nobody told of them`)
  }
}

function excuseOf(ledger: Ledger, kept: Kept, erased: ReadonlySet<string>): Excuse | undefined {
  const { browser, visitor, at, grant } = kept
  const leave = ledger.leaves.find((each) => each.browser === browser && at <= each.at)
  if (leave) return leave.why
  if (visitor !== undefined && erased.has(visitor)) return 'erased'
  return grant === undefined || ledger.grants.has(grant) ? undefined : 'ungranted'
}
