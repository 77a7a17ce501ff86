import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** What a test browser must not do: phone home, sandbox as root, guess at proxies. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
]

const run = (command: string, args: string[]) => spawnSync(command, args, { stdio: 'inherit' }).status === 0

/** The path of a Chromium: `CHROME_PATH`, the system's, else one installed now; throws a plain sentence when there is none. */
export function findChromium(): string {
  const given = process.env.CHROME_PATH
  if (given) {
    if (existsSync(given)) return given
    throw new Error(`CHROME_PATH is ${given}, and there is no file.`)
  }
  const system = SYSTEM.find((path) => existsSync(path))
  if (system) return system
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium here: installing it with apt-get.')
    if (run('apt-get', ['update', '-q']) && run('apt-get', ['install', '-y', '-q', 'chromium']))
      return '/usr/bin/chromium'
  }
  const own = chromium.executablePath()
  if (!existsSync(own)) {
    console.log("No Chromium here: fetching Playwright's own.")
    run(process.execPath, [
      new URL('../../node_modules/playwright-core/cli.js', import.meta.url).pathname,
      'install',
      'chromium',
    ])
  }
  if (existsSync(own)) return own
  throw new Error(
    'The browser tests need Chromium and found none: set CHROME_PATH to one, or install it ' +
      '(Debian, as root: apt-get install -y chromium). Installing it from here failed; its output is above.',
  )
}

/** Starts a headless Chromium; the caller closes it. `without`: flags that Playwright sets and this one does not want. */
export const launchBrowser = (options: { args?: string[]; without?: string[] } = {}): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: [...FLAGS, ...(options.args ?? [])],
    ...(options.without && { ignoreDefaultArgs: options.without }),
  })

/** The version of the Chromium that tests run in, as it prints it. */
export const chromiumVersion = (): string =>
  execFileSync(findChromium(), ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()
