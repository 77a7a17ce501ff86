import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { TCString } from '@iabtcf/core'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { page, until } from '../../support/scripted-edge.ts'
import { SOON, visits } from '../../support/visit.ts'

const { visit, go, say, consent, reopen, stored, events } = visits()
const require = createRequire(import.meta.url)
const bundle = async (contents: string) =>
  (
    await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'iife',
    })
  ).outputFiles[0]!.text
const settled = (letters: string) => until(`consent ${letters}`, async () => (await consent()) === letters)

test('[C3] GPC in the browser refuses: nothing is stored or sent, until the visitor says otherwise', async () => {
  await visit.tab.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
  )
  await go('/')
  expect(await consent()).toBe('ddd')
  await say('view_item', { items: [{ item_id: 'a' }] })
  expect(await stored()).toEqual({ cookie: '', local: [], session: [], databases: [] })
  await say('consent', 'granted')
  expect((await events('page_view')).length).toBe(1)
  expect(visit.edge.stored().map(({ name }) => name)).toEqual(['page_view'])
})

test('[C4] gtag before and after the script', async () => {
  visit.edge.pages['/'] = page(
    '',
    `<script>
      window.dataLayer = window.dataLayer || []
      function gtag() { dataLayer.push(arguments) }
      gtag('consent', 'default', { analytics_storage: 'denied', ad_storage: 'denied', wait_for_update: 500 })
    </script>`,
  )
  await go('/')
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate("gtag('consent', 'update', { analytics_storage: 'granted' })")
  await events('page_view')
  expect(await consent()).toBe('guu')
  await go('/')
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate("gtag('consent', 'update', { analytics_storage: 'denied' })")
  expect((await stored()).local).toEqual([])
})

test('[C5] the IAB reference CMP API with real TC strings', async () => {
  visit.edge.scripts['/cmp.js'] = await bundle(`
    import { CmpApi } from '@iabtcf/cmpapi'
    import { GVL, TCModel, TCString } from '@iabtcf/core'
    const api = new CmpApi(300, 1, true)
    const list = new GVL({ gvlSpecificationVersion: 3, vendorListVersion: 48, tcfPolicyVersion: 4, lastUpdated: '2026-01-01T00:00:00Z', purposes: {}, specialPurposes: {}, features: {}, specialFeatures: {}, dataCategories: {}, stacks: {}, vendors: {} })
    window.answer = (purposes, visible) => {
      const model = new TCModel(list)
      model.cmpId = 300
      model.cmpVersion = 1
      model.purposeConsents.set(purposes)
      api.update(TCString.encode(model), visible)
    }
    window.show = (encoded) => api.update(encoded, false)
  `)
  visit.edge.pages['/'] = page('', '<script src="/cmp.js"></script>')
  await go('/')
  await visit.tab.evaluate(`
    answer([], true)
  `)
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate('answer([1, 5, 6, 8], false)')
  await settled('ggd')
  await visit.tab.evaluate('answer([1, 8], false)')
  await settled('gdd')
  await visit.tab.evaluate('answer([], false)')
  await settled('ddd')
  expect((await stored()).local).toEqual([])

  const strings = new URL('../../../../shared/data/iabtcf/tcstrings.txt', import.meta.url)
  if (!existsSync(strings)) return console.warn('the recorded TC strings are not here: only made ones tested')
  let read = 0
  for (const encoded of readFileSync(strings, 'utf8').split('\n')) {
    const purposes = decode(encoded)
    if (!purposes) continue
    read++
    const yes = (...ids: number[]) => (ids.every((id) => purposes.has(id)) ? 'g' : 'd')
    await visit.tab.evaluate(`answer([], false); show('${encoded}')`)
    await settled(yes(1, 8) + yes(1, 5, 6) + yes(1, 3, 4))
  }
  expect(read).toBeGreaterThanOrEqual(3)
})

/** The purposes of a TC string; `undefined` for one that the reference library refuses (version 1, or broken on purpose). */
function decode(encoded: string) {
  try {
    return TCString.decode(encoded).purposeConsents
  } catch {}
}

test('[C6] the IAB reference GPP API', async () => {
  visit.edge.scripts['/gpp.js'] = await bundle(`
    import { CmpApi, SignalStatus, CmpStatus } from '@iabgpp/cmpapi'
    const api = new CmpApi(300, 1)
    window.optOut = (value) => {
      api.setApplicableSections([7])
      api.setFieldValue('usnat', 'Version', 1)
      api.setFieldValue('usnat', 'SaleOptOutNotice', 1)
      api.setFieldValue('usnat', 'SaleOptOut', value)
      api.setSupportedAPIs(['7:usnat'])
      api.setSignalStatus(SignalStatus.READY)
    }
  `)
  visit.edge.pages['/'] = page('', '<script src="/gpp.js"></script>')
  await go('/')
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate('optOut(2)')
  await settled('ggg')
  await visit.tab.evaluate('optOut(1)')
  await settled('gdd')
})

test('[C7] CookieConsent 3: a first answer, a change, and the answer of an earlier visit', async () => {
  visit.edge.scripts['/cc.js'] = await bundle(`
    import * as CC from 'vanilla-cookieconsent'
    window.accept = (categories) => CC.acceptCategory(categories)
    CC.run({
      categories: { necessary: { readOnly: true }, analytics: {}, personalization: {}, ads: {} },
      language: { default: 'en', translations: { en: { consentModal: { title: 't', description: 'd', acceptAllBtn: 'y' }, preferencesModal: { sections: [] } } } },
    })`)
  visit.edge.pages['/'] = page('', '<script src="/cc.js" defer></script>')
  await go('/')
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate("accept(['analytics', 'personalization'])")
  await settled('ggd')
  await go('/')
  await settled('ggd')
  await visit.tab.evaluate("accept(['ads'])")
  await settled('ddg')
  expect((await stored()).local).toEqual([])
})

test('[C8] Klaro: services by purpose', async () => {
  visit.edge.scripts['/klaro.js'] = readFileSync(require.resolve('klaro/dist/klaro.js'), 'utf8')
  visit.edge.pages['/'] = page(
    '',
    `<script>window.klaroConfig = { version: 1, elementID: 'k', storageMethod: 'cookie', translations: { zz: {} }, services: [
       { name: 'stats', purposes: ['analytics'] }, { name: 'heat', purposes: ['analytics'] }, { name: 'picks', purposes: ['personalization'] } ] }</script>
     <script defer src="/klaro.js" data-config="klaroConfig"></script>`,
  )
  await go('/')
  expect(await consent()).toBe('uuu')
  const choose = (choices: Record<string, boolean>) =>
    visit.tab.evaluate((chosen) => {
      const manager = (
        window as never as {
          klaro: {
            getManager(): { updateConsent(n: string, v: boolean): void; saveAndApplyConsents(): void }
          }
        }
      ).klaro.getManager()
      for (const [name, value] of Object.entries(chosen)) manager.updateConsent(name, value)
      manager.saveAndApplyConsents()
    }, choices)
  await choose({ stats: true, heat: true, picks: false })
  await settled('gdu')
  await go('/')
  await settled('gdu')
  await choose({ heat: false })
  await settled('ddu')
})

test('[C9] tarteaucitron: services by type', async () => {
  for (const file of [
    'tarteaucitron.js',
    'tarteaucitron.services.js',
    'lang/tarteaucitron.en.js',
    'css/tarteaucitron.css',
  ])
    visit.edge.scripts[`/tac/${file}`] = readFileSync(require.resolve(`tarteaucitronjs/${file}`), 'utf8')
  visit.edge.pages['/'] = page(
    '',
    `<script>var tarteaucitronForceCDN = '/tac/', tarteaucitronForceLanguage = 'en', tarteaucitronUseMin = ''</script>
     <script src="/tac/tarteaucitron.js"></script>
     <script>
       tarteaucitron.init({ privacyUrl: '', hashtag: '#t', cookieName: 'tac', orientation: 'bottom', highPrivacy: true, showIcon: false, useExternalCss: true, googleConsentMode: false, bingConsentMode: false, softConsentMode: false })
     </script>`,
  )
  await go('/')
  await visit.tab.waitForFunction(
    "document.querySelector('#tarteaucitronRoot') && tarteaucitron.services.gtag",
  )
  await visit.tab.evaluate(`
    tarteaucitron.services.own = { key: 'own', type: 'analytic', name: 'Own', needConsent: true, cookies: [], js() {}, fallback() {} }
    tarteaucitron.job = tarteaucitron.job || []
    tarteaucitron.job.push('own')
  `)
  await visit.tab.waitForFunction("tarteaucitron.job.indexOf('own') >= 0")
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate('tarteaucitron.userInterface.respondAll(true)')
  await settled('guu')
  await visit.tab.evaluate('tarteaucitron.userInterface.respondAll(false)')
  await settled('duu')
})

test('[C9] c15t: the store that its own runtime puts on the page, a first answer, a change, and an earlier one', async () => {
  visit.edge.scripts['/c15t.js'] = await bundle(`
    import { getOrCreateConsentRuntime } from 'c15t'
    getOrCreateConsentRuntime({ mode: 'offline', consentCategories: ['necessary', 'measurement', 'experience', 'marketing'] })
  `)
  visit.edge.pages['/'] = page('', '<script src="/c15t.js" defer></script>')
  await go('/')
  await visit.tab.waitForFunction('window.c15tStore')
  expect(await consent()).toBe('uuu')
  await visit.tab.evaluate(`(async () => {
    c15tStore.getState().setSelectedConsent('measurement', true)
    await c15tStore.getState().saveConsents('custom')
  })()`)
  await settled('gdd')
  await visit.tab.evaluate("c15tStore.getState().saveConsents('all')")
  await settled('ggg')
  await go('/')
  await settled('ggg')
  // It loads the page anew at once: the withdrawal is told all the same.
  await visit.tab.evaluate("void c15tStore.getState().saveConsents('necessary')")
  await until('the withdrawal', () =>
    visit.edge.consents().some((told) => told.visitor && told.consent.analytics === 'denied'),
  )
  await visit.tab.waitForFunction(
    "window.acquaint && !acquaint.q && acquaint('why').consent.analytics === 'denied'",
  )
  expect((await stored()).local.filter((name) => name.startsWith('acquaint'))).toEqual([])
})

test('[C10] withdrawal in one tab ends collection in the other', async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  const other = await visit.context.newPage()
  await go('/other', other)
  await until('both pages', () => visit.edge.stored().length >= 2)
  await say('consent', 'denied')
  await other.waitForFunction(() => acquaint('why').consent.analytics === 'denied')
  const before = visit.edge.collects().length
  await other.evaluate(() => acquaint('view_item', { items: [{ item_id: 'a' }] }))
  await other.waitForTimeout(2500)
  expect(visit.edge.collects().length).toBe(before)
})

test('[C11] what was seen before late consent is dropped where the site says so', async () => {
  visit.edge.anyPage = page('', '', 'data-late="drop"')
  await go('/')
  await say('view_item', { items: [{ item_id: 'early' }] })
  await say('consent', 'granted')
  await events('page_view')
  await visit.tab.waitForTimeout(300)
  expect(visit.edge.stored().map(({ name }) => name)).toEqual(['page_view'])
})

test('[C12] a choice older than thirteen months is asked again, and spoilt storage is nothing', async () => {
  for (const value of [
    JSON.stringify({
      id: 'x'.repeat(22),
      consent: { analytics: 'granted', at: Date.now() - 400 * 86_400_000 },
    }),
    '{broken',
    'null',
  ]) {
    await visit.tab.goto(`${visit.edge.url}/acquaint.stub.js`)
    await visit.tab.evaluate((kept) => localStorage.setItem('acquaint.demo', kept), value)
    await go('/')
    expect(await consent()).toBe('uuu')
  }
  expect(visit.edge.collects()).toEqual([])
})

test('[C12] where storage is blocked the page works, events are sent, and nothing throws', async () => {
  await reopen({})
  await visit.tab.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError')
    }
    Object.defineProperty(window, 'localStorage', { get: refuse })
    Object.defineProperty(window, 'indexedDB', { get: refuse })
  })
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
})

test('[O27] what had gathered in vain leaves with late consent, though nothing more is done; also while the page is still being read', async () => {
  await go('/')
  await visit.tab.waitForTimeout(3 * SOON)
  await say('consent', 'granted')
  await events('page_view')

  await reopen({})
  let end: () => void = () => {}
  const reading = new Promise<void>((done) => {
    end = done
  })
  await visit.context.route('**/slow.js', async (route) => {
    await reading
    await route.fulfill({ body: '', contentType: 'text/javascript' })
  })
  visit.edge.pages['/slow'] = page('<h1>Shop</h1><script src="/slow.js"></script>')
  await visit.tab.goto(`${visit.edge.url}/slow`, { waitUntil: 'commit' })
  await visit.tab.waitForFunction('window.acquaint')
  await visit.tab.waitForTimeout(3 * SOON)
  await say('consent', 'granted')
  expect(await visit.tab.evaluate('document.readyState')).toBe('loading')
  end()
  await until('its view', () => visit.edge.stored().some(({ page }) => page?.path === '/slow'))
})
