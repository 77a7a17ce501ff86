import type { Browser, CDPSession, Page } from 'playwright-core'

export interface Weight {
  /** Main-thread milliseconds at a fourth of the speed, median: scripts alone, and all tasks. */
  script: number
  task: number
  longTasks: number
  /** Microseconds that one click costs its page. */
  click: number
  shift: number
  /** Heap after collection, KB. */
  heap: number
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!

async function metrics(session: CDPSession): Promise<Record<string, number>> {
  const { metrics: list } = await session.send('Performance.getMetrics')
  return Object.fromEntries(list.map(({ name, value }) => [name, value]))
}

/** One page view with a cold context: what it cost until two seconds after load. */
async function once(browser: Browser, url: string): Promise<Weight> {
  const context = await browser.newContext()
  const tab: Page = await context.newPage()
  const session = await context.newCDPSession(tab)
  await session.send('Performance.enable')
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await tab.addInitScript(() => {
    const seen = { long: 0, shift: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      seen.long += list.getEntries().length
    }).observe({ type: 'longtask', buffered: true })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as never as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await tab.goto(`${url}/page`, { waitUntil: 'load' })
  await tab.waitForTimeout(2000)
  const after = await metrics(session)
  const seen = await tab.evaluate(() => (window as never as { seen: { long: number; shift: number } }).seen)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await session.send('HeapProfiler.collectGarbage')
  const heap = (await metrics(session)).JSHeapUsedSize! / 1024
  const click = await tab.evaluate(() => {
    const buttons = [...document.querySelectorAll('button')]
    const run = (times: number) => {
      const start = performance.now()
      for (let i = 0; i < times; i++)
        buttons[i % buttons.length]!.dispatchEvent(
          new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }),
        )
      return ((performance.now() - start) / times) * 1000
    }
    run(40)
    return run(400)
  })
  await context.close()
  return {
    script: after.ScriptDuration! * 1000,
    task: after.TaskDuration! * 1000,
    longTasks: seen.long,
    click,
    shift: seen.shift,
    heap,
  }
}

/** The medians of `rounds` page views. */
export async function weigh(browser: Browser, url: string, rounds: number): Promise<Weight> {
  const views: Weight[] = []
  for (let round = 0; round < rounds; round++) views.push(await once(browser, url))
  const of = (key: keyof Weight) => median(views.map((view) => view[key]))
  return {
    script: of('script'),
    task: of('task'),
    longTasks: of('longTasks'),
    click: of('click'),
    shift: of('shift'),
    heap: of('heap'),
  }
}

/** How many cookies, storage keys and databases a page view leaves when nobody has consented. */
export async function leftBehind(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext()
  const tab = await context.newPage()
  await tab.goto(`${url}/page`)
  await tab.waitForTimeout(1500)
  const cookies = (await context.cookies()).length
  const kept = await tab.evaluate(
    async () => localStorage.length + sessionStorage.length + (await indexedDB.databases()).length,
  )
  await context.close()
  return cookies + kept
}
