import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const cli = fileURLToPath(new URL('../../../rules/cli.ts', import.meta.url))

test.each([
  [
    ['check', 'other/rules'],
    '`check` takes no `other/rules`. For the rules of a folder: `--dir other/rules`.',
  ],
  [['rollback', '0123', '4567'], '`rollback` takes no `4567`.'],
  [['check', '--folder', 'rules'], "Unknown option '--folder'."],
])('[R100] what a command does not take is refused and not passed over: %j', (said, answer) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...said], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([2, ''])
  expect(stdout.startsWith(answer), stdout).toBe(true)
})
