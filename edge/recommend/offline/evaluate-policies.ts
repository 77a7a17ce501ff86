import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { judge, type LoggedExposure, type Policy } from '../off-policy.ts'
import { seeded } from '../random.ts'
import { fields, lines } from './lines.ts'

const COLUMNS = { action: 'item_id', context: 'position', reward: 'click', propensity: 'propensity_score' }
const LOG = /\.csv(\.gz)?$/

/** Logs of exposures by name, of a folder in which every log says with what probability each was shown; else `undefined`. */
export async function readExposures(folder: string): Promise<Map<string, LoggedExposure[]> | undefined> {
  if (!(await stat(folder)).isDirectory()) return undefined
  const logs = new Map<string, LoggedExposure[]>()
  for (const file of (await readdir(folder)).filter((name) => LOG.test(name)).sort()) {
    const log = await readLog(join(folder, file))
    if (log) logs.set(basename(file).replace(LOG, ''), log)
  }
  return logs.size > 1 ? logs : undefined
}

async function readLog(path: string): Promise<LoggedExposure[] | undefined> {
  let at: Record<keyof typeof COLUMNS, number> | undefined
  const log: LoggedExposure[] = []
  for await (const line of lines(path)) {
    const row = fields(line, ',')
    if (!at) {
      const place = (name: keyof typeof COLUMNS) => row.indexOf(COLUMNS[name])
      at = {
        action: place('action'),
        context: place('context'),
        reward: place('reward'),
        propensity: place('propensity'),
      }
      if (Object.values(at).some((column) => column < 0)) return undefined
      continue
    }
    log.push({
      action: row[at.action]!,
      context: row[at.context]!,
      reward: Number(row[at.reward]),
      propensity: Number(row[at.propensity]),
    })
  }
  return log
}

/** The policy that a log shows: how often each action stands in each context. */
export function policyIn(log: readonly LoggedExposure[]): Policy {
  const shown = new Map<string, number>()
  const inContext = new Map<string, number>()
  for (const { action, context } of log) {
    const key = `${context} ${action}`
    shown.set(key, (shown.get(key) ?? 0) + 1)
    inContext.set(context, (inContext.get(context) ?? 0) + 1)
  }
  return (action, context) => (shown.get(`${context} ${action}`) ?? 0) / (inContext.get(context) ?? 1)
}

/** What each policy's log says of every other policy, beside what that one earned itself. */
export function evaluatePolicies(
  logs: ReadonlyMap<string, readonly LoggedExposure[]>,
  print: (line: string) => void,
): void {
  print(
    'from the log of → policy           estimate     value   95 % interval      its own rate   exposures (effective)',
  )
  for (const [from, log] of logs)
    for (const [name, other] of logs) {
      if (name === from) continue
      const judged = judge(log, policyIn(other), { random: seeded(5) })
      const truth = other.reduce((sum, { reward }) => sum + reward, 0) / other.length
      for (const how of ['ips', 'snips', 'doublyRobust'] as const) {
        const { value, low, high } = judged[how]
        const covered = low <= truth && truth <= high ? 'covered' : 'missed'
        print(
          `${`${from} → ${name}`.padEnd(34)} ${how.padEnd(12)} ${value.toFixed(4)}   ${low.toFixed(4)} – ${high.toFixed(4)}   ${truth.toFixed(4)} ${covered}   ${judged.exposures} (${Math.round(judged.effectiveSampleSize)})`,
        )
      }
    }
}
