import { cpus, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { newStretch } from '../../../edge/journal/stretch.ts'
import { keepLearned } from '../../../edge/learn/keep.ts'
import { nothingLearned } from '../../../edge/recommend/learned.ts'
import { foldTouches } from '../../../edge/recommend/touch-fold.ts'
import { noTouches, TOUCH_LIMITS, type Touch } from '../../../edge/recommend/touches.ts'
import { randomId } from '../../support/ids.ts'
import { CONSENT, mint } from './people.ts'
import { dropState, newState, openShop, type Shop, SITE, stockShop } from './shop.ts'
import { itemOf } from './stock.ts'
import { cpuOf, residentOf } from './workerd.ts'

/**
 * `node tests/bench/edge/scheduled.ts`: CPU time of the scheduled handler at its bounds. The handler runs in the
 * built Worker over D1 and KV on disk; all of workerd is counted, so SQLite too, which Cloudflare does not bill as ours.
 */
const ITEMS = 20_000
/** What one run reads at most (edge/scheduled.ts), what it archives at most (journal/archive), whom it forgets at most. */
const READ = 20_000
const ARCHIVED = 100_000
const FORGOTTEN = 200
/** Rows of a visitor that no snapshot holds yet. */
const TAIL = 31
const DAY = 86_400_000
const now = Date.now()
const draw = (n: number) => ((Math.imul(n, 0x9e3779b1) >>> 0) % 100_003) / 100_003
const item = (n: number) => itemOf(Math.floor(ITEMS * draw(n) ** 3))

const state = newState()
const shop = await openShop(state, { archive: true, inspect: true })
await stockShop(shop, ITEMS, 100)
console.log(`${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}`)

// As much is known as ever will be.
const touches = Array.from(
  { length: TOUCH_LIMITS.most },
  (_, n): Touch => ({
    visitor: `visitor-${Math.floor(n / 6)}`,
    item_id: item(n).item_id,
    time: now - 30 * DAY + n * 1000,
    kind: 0,
  }),
)
await keepLearned(
  shop.store,
  SITE,
  { ...nothingLearned(), touches: foldTouches(noTouches(), touches) },
  now - DAY,
)

const old = await Promise.all(Array.from({ length: FORGOTTEN }, () => mint(shop)))
await fill(
  shop,
  old.flatMap((visitor) =>
    Array.from({ length: TAIL }, (_, n): [string, number] => [visitor, now - 400 * DAY + n * 60_000]),
  ),
)
const crowd = await Promise.all(Array.from({ length: 20_000 }, () => mint(shop)))
await fill(
  shop,
  Array.from({ length: ARCHIVED }, (_, n): [string, number] => [
    crowd[n % crowd.length]!,
    now - 2 * DAY + n * 1000,
  ]),
)

await run(
  `all at once: ${READ} rows read of ${ARCHIVED}, ${TOUCH_LIMITS.most} touches trained on, ${FORGOTTEN} visitors of ${TAIL} rows folded and forgotten, ${ARCHIVED} rows queued and archived`,
)
for (let n = 0; n < 3; n++) await run(`${READ} rows more`)
await shop.stop()
dropState(state)

/** Rows of five events, 1,000 at a time. */
async function fill({ db }: Shop, rows: readonly [wire: string, at: number][]): Promise<void> {
  for (let from = 0; from < rows.length; from += 1000) {
    const page = rows.slice(from, from + 1000).map(([wire, at], n) => {
      const batch = randomId()
      const events = Array.from({ length: 5 }, (_, step) => ({
        name: step === 0 ? 'page_view' : 'view_item',
        time: at + step * 1000,
        page: { path: '/p/' },
        ...(step > 0 && { items: [item((from + n) * 5 + step)], currency: 'USD' }),
      }))
      const entry = { batch, received_at: at, consent: CONSENT, client: { device: 'phone' }, events }
      return [wire.split('.')[0], batch, at, JSON.stringify(entry)]
    })
    await db
      .prepare(
        `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
          SELECT ${newStretch('key')}, '${SITE}', json_extract(value, '$[0]'),
          json_extract(value, '$[1]'), json_extract(value, '$[2]'), 'd', json_extract(value, '$[3]') FROM json_each(?1)`,
      )
      .bind(JSON.stringify(page))
      .run()
  }
}

async function run(what: string): Promise<void> {
  const before = cpuOf(shop.pid)
  await shop.tick()
  const ticked = cpuOf(shop.pid) - before
  // The queue's consumer goes on behind it.
  for (let last = -1; cpuOf(shop.pid) - last > 20; ) {
    last = cpuOf(shop.pid)
    await pause(1000)
  }
  const all = cpuOf(shop.pid) - before
  const { heap, buffers } = await shop.held()
  console.log(
    `${(ticked / 1000).toFixed(2)} s of CPU, ${((all - ticked) / 1000).toFixed(2)} s behind it, isolate ${(heap + buffers).toFixed(0)} MiB, process ${residentOf(shop.pid).toFixed(0)} MiB: ${what}`,
  )
}
