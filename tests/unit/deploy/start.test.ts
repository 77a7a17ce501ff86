import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('[V17] where its port is taken, the shop says so and what to do, and starts nothing', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
  )
  const script = fileURLToPath(new URL('../../../edge/local/start.ts', import.meta.url))
  const start = (PORT: string) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      env: { ...process.env, PORT },
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }
  const taken = start(`${port}`)
  other.close()
  const stderr = `Port ${port} is taken. Try: PORT=${port + 1} npm start\n`
  expect(taken).toEqual({ status: 1, stdout: '', stderr })
  const none = 'A port is a number up to 65535. Try: PORT=8787 npm start\n'
  expect(start('abc')).toEqual({ status: 1, stdout: '', stderr: none })
})
