import { serveDemo } from '../../edge/local/demo.ts'
import type { Served } from '../../edge/local/serve.ts'
import { publishShop } from '../../edge/local/shop.ts'
import type { JournalEntry } from '../../edge/profile/event.ts'

/** The demo shop with the built Worker, on any free port unless told; `state` keeps its data for another start. */
export async function openShop(state: string, port = 0): Promise<Served> {
  const served = await serveDemo({ state, port })
  await publishShop(served.store, 'demo', Date.now())
  return served
}

/** All that is in the journal, oldest first; of who was erased there is an empty row, so that nothing late brings them back. */
export async function journalOf(served: Served): Promise<(JournalEntry & { visitor: string })[]> {
  const { results } = await served.db
    .prepare("SELECT visitor, entry FROM journal WHERE entry <> '' ORDER BY seq")
    .all<{ visitor: string; entry: string }>()
  return results.map(({ visitor, entry }) => ({ visitor, ...(JSON.parse(entry) as JournalEntry) }))
}
