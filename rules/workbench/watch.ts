import { watch as watchFolder } from 'node:fs'

/** Saves that come closer together than this count as one, ms. */
const CLOSE = 150

/** Does something now and after every save in a folder, one after another; never ends by itself. */
export async function watch(
  folder: string,
  work: () => Promise<unknown>,
  out: (text: string) => void,
): Promise<true> {
  let again: NodeJS.Timeout | undefined
  let running = work()
  out(`Watching ${folder}.`)
  for await (const _ of changes(folder)) {
    clearTimeout(again)
    again = setTimeout(() => {
      running = running.then(work).catch((error: Error) => out(error.message))
    }, CLOSE)
  }
  return true
}

async function* changes(folder: string): AsyncGenerator<void> {
  let wake = () => {}
  watchFolder(folder, () => wake())
  for (;;) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    yield
  }
}
