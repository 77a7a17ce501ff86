import { devices } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { deviceOf } from '../../../edge/intake/device.ts'

// The library takes the Galaxy Note II, a phone with a pen, for a tablet.
const TABLETS = /iPad|Tab |Kindle|PlayBook|Nexus (7|10)|Galaxy Note II/
const kindOf = (name: string) =>
  name.startsWith('Desktop') ? 'desktop' : TABLETS.test(name) ? 'tablet' : 'phone'

describe('the kind of a device', () => {
  test('[E42] is right for every device that Playwright knows', () => {
    const known = Object.entries(devices)
    expect(known.length).toBeGreaterThan(100)
    for (const [name, { userAgent }] of known)
      expect([name, deviceOf(userAgent)]).toEqual([name, kindOf(name)])
  })

  test.each([
    ['tv', 'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) TV Safari/538.1'],
    [
      'tv',
      'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0 Safari/537.36',
    ],
    [
      'tv',
      'Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7624) AppleWebKit/537.36 Chrome/120.0 Safari/537.36',
    ],
    [
      'tv',
      'Mozilla/5.0 (Linux; Android 10; BRAVIA 4K VH2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0',
    ],
    ['other', 'Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko)'],
    [
      'other',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 Edge/44.18363.8131',
    ],
    ['tablet', 'Mozilla/5.0 (Android 14; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0'],
    ['phone', 'Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0'],
    [
      'phone',
      'Mozilla/5.0 (Linux; Android 11; SAMSUNG SM-R890 Watch) SamsungBrowser/19.0 Mobile Safari/537.36',
    ],
    ['desktop', 'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; Tablet PC 2.0)'],
    ['desktop', 'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36'],
    ['desktop', ''],
  ])('[E42] is %s for %s', (kind, agent) => {
    expect(deviceOf(agent)).toBe(kind)
  })
})
