import { launchBrowser } from '../../support/chromium.ts'
import { page, startEdge } from '../../support/scripted-edge.ts'
import { countLosses, SCENARIOS, type Tracked } from './losses.ts'

/** `node tests/bench/snippet/ours.ts [RUNS]`: our own losses, scenario by scenario. */
const runs = Number(process.argv[2] ?? 20)
const only = process.argv[3]
const edge = await startEdge()
const browser = await launchBrowser()
edge.anyPage = page('<p>Text</p><a id="away" href="/next">Away</a>')
const site: Tracked = {
  url: edge.url,
  fail: (on) => {
    edge.collectStatus = on ? 500 : 200
  },
  stored() {
    const found = new Map<string, number>()
    for (const event of edge.stored()) {
      const text = event.name === 'page_view' ? event.page!.path : (event.target ?? '')
      const marker = /m-\w+-\d+(-\d)?/.exec(text)?.[0]
      if (marker) found.set(marker, (found.get(marker) ?? 0) + 1)
    }
    return found
  },
}
for (const scenario of Object.keys(SCENARIOS)) {
  if (only && !scenario.includes(only)) continue
  const result = await countLosses(browser, site, scenario, runs, async (context, url) => {
    const tab = await context.newPage()
    await tab.goto(`${url}/first`)
    await tab.waitForFunction(() => 'acquaint' in window)
    await tab.evaluate(() => acquaint('consent', 'granted'))
    await tab.waitForTimeout(50)
    await tab.close()
  })
  console.log(`${scenario.padEnd(36)} lost ${result.lost} twice ${result.twice} of ${result.of}`)
}
await browser.close()
await edge.close()
