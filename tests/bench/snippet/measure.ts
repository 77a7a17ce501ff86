import type { Browser } from 'playwright-core'
import { GATHER } from '../../../snippet/outbox.ts'
import type { DevTools } from './devtools.ts'

export interface Weight {
  /** Main-thread milliseconds at a fourth of the speed, median: scripts alone, and all tasks. */
  script: number
  task: number
  longTasks: number
  /** Microseconds that one click costs its page. */
  click: number
  shift: number
  /** Heap after collection, KB, on a page without a slot. */
  heap: number
  /** The same on the page of all other figures, where the slot's block is shown by whoever can. */
  heapBlock: number
  /** With the block where the page has a small script of its own, so that elements and `navigator` are not first met here. */
  heapBeside: number
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!

/** What a page saw of itself, by a script that runs before its own. */
const WATCH = `window.seen = { long: 0, shift: 0 }
new PerformanceObserver((list) => { seen.long += list.getEntries().length }).observe({ type: 'longtask', buffered: true })
new PerformanceObserver((list) => { for (const { value } of list.getEntries()) seen.shift += value }).observe({ type: 'layout-shift', buffered: true })`
/** Microseconds of one click. */
const CLICK = `(() => {
  const buttons = [...document.querySelectorAll('button')]
  const run = (times) => {
    const start = performance.now()
    for (let i = 0; i < times; i++)
      buttons[i % buttons.length].dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }))
    return ((performance.now() - start) / times) * 1000
  }
  run(40)
  return run(400)
})()`

/** Then the first batch has left, and what follows it is done, ms after load. */
const SETTLED = GATHER + 2000

/** One page view with a cold context: what it cost until it has settled. */
async function once(browser: DevTools, url: string): Promise<Omit<Weight, 'heapBlock' | 'heapBeside'>> {
  const { page, close } = await browser.open()
  const metrics = async () => {
    const { metrics } = await page.send<{ metrics: { name: string; value: number }[] }>(
      'Performance.getMetrics',
    )
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
  const evaluate = async <T>(expression: string) =>
    (await page.send<{ result: { value: T } }>('Runtime.evaluate', { expression, returnByValue: true }))
      .result.value
  await page.send('Performance.enable')
  await page.send('Page.enable')
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: WATCH })
  await page.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const loaded = page.next('Page.loadEventFired')
  await page.send('Page.navigate', { url })
  await loaded
  await new Promise((later) => setTimeout(later, SETTLED))
  const after = await metrics()
  const seen = await evaluate<{ long: number; shift: number }>('seen')
  await page.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await page.send('HeapProfiler.collectGarbage')
  const heap = (await metrics()).JSHeapUsedSize! / 1024
  const click = await evaluate<number>(CLICK)
  await close()
  return {
    script: after.ScriptDuration! * 1000,
    task: after.TaskDuration! * 1000,
    longTasks: seen.long,
    click,
    shift: seen.shift,
    heap,
  }
}

/** The medians of `rounds` page views of each page, of heaps the least, taken in turn: a machine's speed changes within a minute. */
export async function weigh(browser: DevTools, urls: readonly string[], rounds: number): Promise<Weight[]> {
  const views: Weight[][] = urls.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [at, url] of urls.entries()) {
      const { heap: heapBlock, ...view } = await once(browser, `${url}/page`)
      // A heap after collection is the same from view to view, or more by the 2 to 4 KB of a long task that WATCH was told of.
      const { heap, heapBeside } = views[at]![round - 3] ?? {
        heap: (await once(browser, `${url}/plain`)).heap,
        heapBeside: (await once(browser, `${url}/own`)).heap,
      }
      views[at]!.push({ ...view, heap, heapBlock, heapBeside })
    }
  return views.map((each) => {
    const of = (key: keyof Weight) => median(each.map((view) => view[key]))
    const least = (key: keyof Weight) => Math.min(...each.map((view) => view[key]))
    return {
      script: of('script'),
      task: of('task'),
      longTasks: of('longTasks'),
      click: of('click'),
      shift: of('shift'),
      heap: least('heap'),
      heapBlock: least('heapBlock'),
      heapBeside: least('heapBeside'),
    }
  })
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
