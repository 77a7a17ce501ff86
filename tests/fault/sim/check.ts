import type { Journal } from '../../../edge/journal/journal.ts'
import { encode, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { type Ledger, lossesOf } from './ledger.ts'
import type { Browser } from './page.ts'

/** What must hold once all is well again: of journal and ledger, and of what browsers are left with. */
export async function check(
  ledger: Ledger,
  journal: Journal,
  browsers: readonly Browser[],
  profiles: boolean,
): Promise<{ stored: number; givenUp: number }> {
  const rows = await journal.rowsAfter('shop', 0, 1e6)
  const seen = new Map<string, number>()
  let givenUp = 0
  for (const { entry } of rows) {
    givenUp += lossesOf(entry.lost)
    for (const { name, target } of entry.events)
      if (name === 'click') seen.set(target!, (seen.get(target!) ?? 0) + 1)
  }
  for (const [event, times] of seen) {
    if (times > 1) ledger.violation(`${event} is in the journal ${times} times`)
    if (ledger.refused.has(event)) ledger.violation(`${event} was recorded against a refusal and stored`)
  }

  const arrived = new Set(rows.map(({ entry }) => entry.batch))
  let missing = 0
  for (const [batch, { visitor, events }] of ledger.kept) {
    if ([ledger.withdrawn, ledger.excused, ledger.graves].some((gone) => gone.has(visitor))) continue
    const lost = events.filter((event) => !seen.has(event))
    if (ledger.acks.has(batch) && lost.length)
      ledger.violation(`${batch} was acknowledged and ${lost.length} of its events are not there`)
    if (!arrived.has(batch)) missing += lost.length
  }
  if (missing > givenUp + ledger.untold)
    ledger.violation(`${missing} kept events are missing, ${givenUp} were reported as given up`)

  for (const visitor of ledger.graves)
    if (rows.some((row) => row.visitor === visitor)) ledger.violation(`${visitor} was erased and has rows`)
  for (const visitor of profiles ? new Set(rows.map((row) => row.visitor)) : []) {
    const { profile } = await journal.known('shop', visitor)
    const naive = sum(rows.filter((row) => row.visitor === visitor).map((row) => ofEntry(row.entry)))
    if (encode(profile) !== encode(naive))
      ledger.violation(`the profile of ${visitor} is not the sum of its rows`)
  }

  for (const { name, disk, tabs } of browsers)
    if (tabs.at(-1)?.state === 'denied') {
      if (disk.batches.size) ledger.violation(`${name} keeps ${disk.batches.size} batches without consent`)
      if (/"id"/.test(disk.local.get('acquaint.shop') ?? ''))
        ledger.violation(`${name} keeps an id without consent`)
    }
  return { stored: seen.size, givenUp }
}
