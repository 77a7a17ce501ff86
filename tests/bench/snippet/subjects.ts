import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { buildSnippet } from '../../../snippet/build.ts'
import type { CollectRequest } from '../../../snippet/wire.ts'

const require = createRequire(import.meta.url)

/** One thing to measure: its script as a site would ship it, and what its server would answer. */
export interface Subject {
  name: string
  /** The script that the page loads; none for the bare page. */
  script?: string
  /** The page's tag for `/tracker.js`; the plain async one unless given. */
  tag?: string
  /** What stands in the page when the visitor has consented. */
  consent?: string
  /** JSON answers by the start of the path; everything else gets `{}`. */
  answers?: Record<string, (origin: string, body: string) => unknown>
  /** Whether it tells page views to a server, so that it can lose them. */
  tells: boolean
  /** Where one event begins in what is told, and which of them are page views and clicks. */
  events?: [start: RegExp, wanted: RegExp]
  /** What can't be compared, and why. */
  note?: string
}

/** A tracker from npm with the few lines that a site writes to start it, bundled and minified as a site would. */
async function shipped(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]!.text
}

async function ours(): Promise<Subject> {
  const { code, parts, stub, size } = await buildSnippet()
  return {
    name: 'Acquaint',
    script: code,
    note: `on this page, which has a slot and consent, acquaint.slots.js comes besides, ${size.slots} bytes brotli, and after load, once idle, acquaint.watch.js, ${size.watch}`,
    tag: `<script>${stub}</script><script async src="/tracker.js" data-site="demo"></script>`,
    consent: "<script>acquaint('consent', 'granted')</script>",
    answers: {
      '/v1/collect': (_, body) => {
        const { batch, events, visitor } = JSON.parse(body) as CollectRequest
        const answer = { ack: batch, accepted: events.length, dropped: {}, capsule: 'x'.repeat(900) }
        const signed = `${'v'.repeat(24)}.${'s'.repeat(22)}`
        return visitor === signed ? answer : { ...answer, receipt: {}, visitor: signed }
      },
      '/v1/consent': () => ({ receipt: {}, consent: {}, visitor: `${'v'.repeat(24)}.${'s'.repeat(22)}` }),
      '/v1/decide': () => ({
        decisions: { hero: { block: 'b', html: '<h2>For you</h2>', list_id: 'l' } },
        bundle: 'b',
        model: 'm',
      }),
      '/acquaint.slots.js': () => parts.slots,
      '/acquaint.watch.js': () => parts.watch,
      '/acquaint.extra.js': () => parts.extra,
    },
    tells: true,
    events: [/(?="page":\{)/, /"name":"(page_view|click)"/],
  }
}

const PEERS: Record<string, () => Promise<Subject>> = {
  Plausible: async () => ({
    name: 'Plausible',
    tells: true,
    events: [/(?="n":)/, /"n":"(pageview|Outbound Link: Click)"/],
    note: 'does not tell clicks on links within the site',
    script: await shipped(`import { init } from '@plausible-analytics/tracker'
      init({ domain: 'demo', endpoint: location.origin + '/event', captureOnLocalhost: true, outboundLinks: true, fileDownloads: true, formSubmissions: true })`),
  }),
  Snowplow: async () => ({
    name: 'Snowplow',
    tells: true,
    events: [/(?="e":")/, /"e":"(pv|ue)"/],
    script:
      await shipped(`import { enableActivityTracking, newTracker, trackPageView } from '@snowplow/browser-tracker'
      import { enableLinkClickTracking, LinkClickTrackingPlugin } from '@snowplow/browser-plugin-link-click-tracking'
      newTracker('sp', location.origin, { appId: 'demo', encodeBase64: false, plugins: [LinkClickTrackingPlugin()] })
      enableActivityTracking({ minimumVisitLength: 10, heartbeatDelay: 10 })
      enableLinkClickTracking()
      trackPageView()`),
  }),
  Segment: async () => ({
    name: 'Segment',
    tells: true,
    script: await shipped(`import { AnalyticsBrowser } from '@segment/analytics-next'
      const analytics = AnalyticsBrowser.load({ writeKey: 'w', cdnURL: location.origin + '/cdn' }, { integrations: { 'Segment.io': { apiHost: location.host + '/segment', protocol: 'http' } } })
      analytics.page()
      addEventListener('click', (event) => event.target.closest('a') && analytics.track('click', { name: event.target.textContent }))`),
    answers: {
      '/cdn/': () => ({ integrations: { 'Segment.io': { apiKey: 'w' } }, plan: {}, edgeFunction: {} }),
    },
  }),
  PostHog: async () => ({
    name: 'PostHog',
    tells: true,
    events: [/(?="event":")/, /"event":"\$(pageview|autocapture)"/],
    script: await shipped(`import posthog from 'posthog-js'
      posthog.init('phc_x', { api_host: location.origin, disable_compression: true, opt_out_useragent_filter: true })`),
    answers: {
      '/array/': () => ({ supportedCompression: [] }),
      '/flags/': () => ({ flags: {}, supportedCompression: [] }),
    },
  }),
  RudderStack: async () => ({
    name: 'RudderStack',
    tells: true,
    script: await shipped(`import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
      const rudder = new RudderAnalytics()
      rudder.load('w', location.origin + '/rudder', { configUrl: location.origin + '/config' })
      rudder.page()
      addEventListener('click', (event) => event.target.closest('a') && rudder.track('click', { name: event.target.textContent }))`),
    answers: {
      '/config/': () => ({
        source: {
          id: 's',
          name: 's',
          writeKey: 'w',
          enabled: true,
          workspaceId: 'w',
          config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
          destinations: [],
          dataplanes: {},
        },
      }),
    },
  }),
  OpenPanel: async () => ({
    name: 'OpenPanel',
    tells: true,
    note: 'tells no clicks on links within the site',
    script: await shipped(`import { OpenPanel } from '@openpanel/web'
      new OpenPanel({ clientId: 'c', apiUrl: location.origin + '/op', trackScreenViews: true, trackOutgoingLinks: true, trackAttributes: true })`),
  }),
  GrowthBook: async () => ({
    name: 'GrowthBook',
    tells: false,
    note: 'tells no page views by itself',
    script: readFileSync(
      require.resolve('@growthbook/growthbook').replace(/dist.*/, 'dist/bundles/auto.min.js'),
      'utf8',
    ),
    tag: '<script async src="/tracker.js" data-api-host="/gb" data-client-key="sdk-x"></script>',
    answers: { '/gb/': () => ({ features: {}, experiments: [] }) },
  }),
  Croct: async () => ({
    name: 'Croct',
    tells: false,
    note: 'its server speaks a protocol that is not played here',
    script: await shipped(`import croct from '@croct/plug'
      croct.plug({ appId: '7e9d59a9-e4b3-45d4-b1c7-48287f1e5e8a', baseEndpointUrl: location.origin + '/croct' })`),
  }),
  Unomi: async () => ({
    name: 'Unomi',
    tells: true,
    script: await shipped(`import { useTracker } from 'apache-unomi-tracker'
      const tracker = useTracker()
      tracker.initTracker({ scope: 'demo', site: { siteInfo: { siteID: 'demo' } }, page: { pageInfo: { pageID: location.pathname, pageName: document.title, pagePath: location.pathname, destinationURL: location.href, language: 'en' }, attributes: {} }, events: [], wemInitConfig: { contextServerUrl: location.origin + '/unomi', timeoutInMilliseconds: 1500, contextServerCookieName: 'context-profile-id', activateWem: true, trackerSessionIdCookieName: 'sid', trackerProfileIdCookieName: 'pid' } })
      tracker.startTracker()
      tracker.loadContext()`),
    answers: { '/unomi/': () => ({ profileId: 'p', sessionId: 's', processedEvents: 1 }) },
  }),
  Umami: async () => {
    const file = process.env.UMAMI_SCRIPT
    if (!file || !existsSync(file))
      throw new Error('no npm package has its built script; set UMAMI_SCRIPT to it')
    return {
      name: 'Umami',
      tells: true,
      script: readFileSync(file, 'utf8'),
      tag: '<script async src="/tracker.js" data-website-id="w"></script>',
    }
  },
}

/** The bare page, ours, and every peer that can be had here; those that can't are named with the reason. */
export async function loadSubjects(only?: string[]): Promise<{ subjects: Subject[]; missing: string[] }> {
  const subjects: Subject[] = [{ name: 'no script', tells: false }, await ours()]
  const missing: string[] = []
  for (const [name, load] of Object.entries(PEERS)) {
    if (only && !only.includes(name.toLowerCase())) continue
    try {
      subjects.push(await load())
    } catch (error) {
      missing.push(`${name}: ${(error as Error).message.split('\n')[0]}`)
    }
  }
  return { subjects, missing }
}
