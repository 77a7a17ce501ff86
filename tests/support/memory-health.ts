import type { FailedEvent, Health } from '../../edge/journal/health.ts'

export interface MemoryHealth extends Health {
  /** `site|reason` → count. */
  drops: Map<string, number>
  aside: (FailedEvent & { site: string })[]
  folds: Map<string, number>
}

/** What goes wrong, kept in plain lists. */
export function memoryHealth(): MemoryHealth {
  let id = 0
  const health: MemoryHealth = {
    drops: new Map(),
    aside: [],
    folds: new Map(),
    async addDrops(counts) {
      for (const [site, reasons] of counts)
        for (const [reason, count] of reasons)
          health.drops.set(`${site}|${reason}`, (health.drops.get(`${site}|${reason}`) ?? 0) + count)
    },
    async report(site) {
      const drops = [...health.drops].filter(([key]) => key.startsWith(`${site}|`))
      return {
        days: [
          { day: '', drops: Object.fromEntries(drops.map(([key, n]) => [key.slice(site.length + 1), n])) },
        ],
        failed: {},
        newest: 0,
        folds: {},
      }
    },
    async setAside(site, visitor, entry, reason) {
      if (health.aside.some((row) => row.visitor === visitor && row.entry.batch === entry.batch)) return
      const { received_at } = entry
      health.aside.push({ id: ++id, site, visitor, reason, attempts: 0, received_at, entry })
    },
    async failed(site, reason, after, limit, attempts) {
      return health.aside
        .filter(
          (row) => row.site === site && row.reason === reason && row.id > after && row.attempts < attempts,
        )
        .slice(0, limit)
    },
    async settle(row, done) {
      if (done) health.aside = health.aside.filter((each) => each.id !== row)
      else for (const each of health.aside) if (each.id === row) each.attempts++
    },
    async noteFold(site, fold, read) {
      const seq = typeof read === 'number' ? read : (read.rows?.DB ?? 0)
      health.folds.set(`${site}|${fold}`, seq)
    },
  }
  return health
}
