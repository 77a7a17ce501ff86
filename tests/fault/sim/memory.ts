import { AsyncLocalStorage } from 'node:async_hooks'
import type { D1Database } from '@cloudflare/workers-types'
import { d1Journal } from '../../../edge/journal/d1.ts'
import type { Journal } from '../../../edge/journal/journal.ts'
import type { D1JournalOptions } from '../../../edge/journal/run.ts'
import { encode } from '../../../edge/profile/profile.ts'
import type { Ledger } from './ledger.ts'

/**
 * Watches what isolates remember: what one of them tells of a visitor after an append, from which their capsule is made,
 * is what somebody finds at that commit who remembers nothing. Nobody waits for it, so that stories stay as they are.
 */
export function watchMemory(open: D1Database, options: D1JournalOptions, { violation }: Ledger) {
  let writes = 0
  /** Of an append under way: how much had been written by the last that it read. */
  const moments = new AsyncLocalStorage<{ writes: number }>()

  const batch: D1Database['batch'] = (statements) => {
    const written = (statements as unknown as { sql: string }[]).some(
      ({ sql }) => !/^\s*(SELECT|WITH)/i.test(sql),
    )
    if (written) writes++
    const moment = moments.getStore()
    if (moment) moment.writes = writes
    return open.batch(statements)
  }
  const watched = (journal: Journal): Journal => ({
    ...journal,
    append(...call) {
      const moment = { writes: -1 }
      const answer = moments.run(moment, () => journal.append(...call))
      const compare = async ({ profile }: Awaited<typeof answer>) => {
        if (moment.writes !== writes) return
        const [site, visitor, { batch }] = call
        // A copy of the database is one that nobody has memories of.
        const there = await d1Journal({ ...open } as D1Database, options).known(site, visitor)
        if (encode(profile) !== encode(there.profile))
          violation(`${visitor} was told, with ${batch}, of a profile that is not the journal's`)
      }
      void answer.then(compare, () => undefined)
      return answer
    },
  })
  return { batch, watched }
}
