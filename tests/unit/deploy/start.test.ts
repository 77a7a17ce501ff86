import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('[V17] where its port is taken, the shop says so and what to do, and starts nothing', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
  )
  const start = fileURLToPath(new URL('../../../edge/local/start.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [start], {
    env: { ...process.env, PORT: String(port) },
    encoding: 'utf8',
  })
  other.close()
  expect(stderr).toBe(`Port ${port} is taken. Try: PORT=${port + 1} npm start\n`)
  expect([status, stdout]).toEqual([1, ''])
})
