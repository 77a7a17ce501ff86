import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { FLAGS, findChromium } from '../../support/chromium.ts'

/** One end of the DevTools protocol. */
interface Line {
  send<T = object>(method: string, params?: object): Promise<T>
  /** Waits for the next event of that name. */
  next(event: string): Promise<void>
  close(): void
}

/**
 * A Chromium that is watched by nothing but what a measurement asks for. Test drivers listen to the network and to the
 * scripts of every page, and each request then costs a stack trace that no visitor pays.
 */
export interface DevTools {
  /** A page in a context of its own, and how to close both. */
  open(): Promise<{ page: Line; close(): Promise<void> }>
  close(): void
}

async function connect(url: string): Promise<Line> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  let last = 0
  const asked = new Map<number, [(value: never) => void, (reason: Error) => void]>()
  const awaited = new Map<string, () => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error, method } = JSON.parse(String(data))
    if (method) {
      awaited.get(method)?.()
      awaited.delete(method)
    }
    const [resolve, reject] = asked.get(id) ?? []
    asked.delete(id)
    if (error) reject?.(new Error(error.message))
    else resolve?.(result as never)
  })
  return {
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        asked.set(++last, [resolve, reject])
        socket.send(JSON.stringify({ id: last, method, params }))
      }),
    next: (event) => new Promise((resolve) => awaited.set(event, resolve)),
    close: () => socket.close(),
  }
}

/** Starts a headless Chromium with an empty profile; the caller closes it. */
export async function openDevTools(): Promise<DevTools> {
  const profile = mkdtempSync(`${tmpdir()}/acquaint-`)
  const chromium = spawn(
    findChromium(),
    [...FLAGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    chromium.stderr.on('data', (chunk) => {
      said += chunk
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    chromium.on('exit', () => reject(new Error(`Chromium ended: ${said.slice(0, 500)}`)))
  })
  const browser = await connect(address)
  return {
    async open() {
      const { browserContextId } = await browser.send<{ browserContextId: string }>(
        'Target.createBrowserContext',
      )
      const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', {
        url: 'about:blank',
        browserContextId,
      })
      const page = await connect(new URL(`/devtools/page/${targetId}`, address).href)
      return {
        page,
        async close() {
          page.close()
          await browser.send('Target.disposeBrowserContext', { browserContextId })
        },
      }
    },
    close() {
      browser.close()
      chromium.once('exit', () => rmSync(profile, { recursive: true, force: true }))
      chromium.kill()
    },
  }
}
