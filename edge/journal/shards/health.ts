import { d1Health } from '../d1-health.ts'
import type { Health, HealthReport } from '../health.ts'
import type { D1JournalOptions } from '../run.ts'
import { type Part, router, type Shards } from './shards.ts'
import { narrowRow, widen } from './wide.ts'

const healthAt = ({ database, options }: Part) => d1Health(database.db, options)
const isFirst = ({ index }: Part) => index === 0

/** What goes wrong in any of several databases; counts of nobody are kept in the first. */
export function shardedHealth(shards: Shards, options: D1JournalOptions): Health {
  const to = router(shards, options)
  return {
    async addDrops(counts, now) {
      await to.lookEach((part) => healthAt(part).addDrops(counts, now), isFirst)
    },

    async report(site, now) {
      const all = await to.lookEach((part) => healthAt(part).report(site, now))
      const total: HealthReport = { days: all[0]?.days ?? [], failed: {}, folds: {}, newest: 0 }
      for (const { failed, folds, newest } of all) {
        total.newest += newest
        for (const [reason, count] of Object.entries(failed))
          total.failed[reason] = (total.failed[reason] ?? 0) + count
        for (const [fold, { read, behind }] of Object.entries(folds)) {
          const sum = total.folds[fold] ?? { read: 0, behind: 0 }
          total.folds[fold] = { read: sum.read + read, behind: sum.behind + behind }
        }
      }
      return total
    },

    setAside: (site, visitor, entry, reason) =>
      to.at(site, visitor, (part) => healthAt(part).setAside(site, visitor, entry, reason)),

    async failed(site, reason, id, limit, attempts) {
      const [first, after] = narrowRow(id)
      const all = await to.lookEach(
        async (part) => {
          const rows = await healthAt(part).failed(
            site,
            reason,
            part.index === first ? after : 0,
            limit,
            attempts,
          )
          return rows
            .filter((row) => part.holds(site, row.visitor))
            .map((row) => ({ ...row, id: widen(part.index, row.id) }))
        },
        ({ index }) => index >= first,
      )
      return all.flat().slice(0, limit)
    },

    async settle(id, done) {
      const [index, row] = narrowRow(id)
      await to.each(
        (part) => healthAt(part).settle(row, done),
        (part) => part.index === index,
      )
    },

    async noteFold(site, fold, read) {
      await to.lookEach((part) => healthAt(part).noteFold(site, fold, read))
    },
  }
}
