import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What stands in the account; `calls` are the arguments of every call. */
export interface Account {
  loggedIn: boolean
  d1: { uuid: string; name: string }[]
  kv: { id: string; title: string }[]
  /** Absent until the Worker was deployed. */
  secrets?: Record<string, string>
  keys: Record<string, string>
  migrated: string[]
  calls: string[][]
  /** A command that fails, by its first words. */
  fails?: string
}

/** A `wrangler` to put first on a PATH: an account in a file instead of Cloudflare. */
export async function fakeWrangler(folder: string, start: Partial<Account> = {}) {
  const file = join(folder, 'account.json')
  const empty: Account = { loggedIn: true, d1: [], kv: [], keys: {}, migrated: [], calls: [] }
  await mkdir(join(folder, 'bin'), { recursive: true })
  await writeFile(file, JSON.stringify({ ...empty, ...start }))
  await writeFile(
    join(folder, 'bin', 'wrangler'),
    `#!${process.execPath}\n(${answer.toString()})(${JSON.stringify(file)})\n`,
  )
  await chmod(join(folder, 'bin', 'wrangler'), 0o755)
  return {
    path: `${join(folder, 'bin')}:${process.env.PATH}`,
    account: async () => JSON.parse(await readFile(file, 'utf8')) as Account,
    change: async (changed: Partial<Account>) =>
      writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changed })),
  }
}

/** Runs as its own program: nothing of this file but itself is there. */
function answer(file: string): unknown {
  const fs = process.getBuiltinModule('node:fs')
  const account = JSON.parse(fs.readFileSync(file, 'utf8'))
  const args = process.argv.slice(2)
  account.calls.push(args)
  const said = args.join(' ')
  const flag = (name: string) => args[args.indexOf(name) + 1] as string
  const is = (words: string) => said.startsWith(words)
  const id = () => `${account.calls.length}`.padStart(32, '0')
  const end = (code: number, out = '', err = '') => {
    fs.writeFileSync(file, JSON.stringify(account))
    process.stdout.write(out)
    process.stderr.write(err)
    process.exitCode = code
  }
  if (account.fails && is(account.fails)) return end(1, '', 'it failed, says the fake')
  if (is('whoami')) return end(account.loggedIn ? 0 : 1, '{}')
  if (is('d1 list')) return end(0, `some notice\n${JSON.stringify(account.d1)}`)
  if (is('kv namespace list')) return end(0, JSON.stringify(account.kv))
  if (is('d1 create')) account.d1.push({ uuid: id(), name: args[2] })
  if (is('kv namespace create')) account.kv.push({ id: id(), title: args[3] })
  if (is('d1 migrations apply') && !account.migrated.includes(args[3])) account.migrated.push(args[3])
  if (is('secret list'))
    return account.secrets
      ? end(0, JSON.stringify(Object.keys(account.secrets).map((name) => ({ name }))))
      : end(1, '', 'This Worker does not exist on your account. [code: 10007]')
  if (is('deploy') && !said.includes('--dry-run')) {
    const given = said.includes('--secrets-file')
      ? JSON.parse(fs.readFileSync(flag('--secrets-file'), 'utf8'))
      : {}
    account.secrets = { ...account.secrets, ...given }
    return end(0, 'Uploaded acquaint\n  https://acquaint.example.workers.dev\n')
  }
  if (is('kv key get')) {
    const value = account.keys[args[3] as string]
    if (value === undefined) return end(1, '', "404: get: 'key not found' [code: 10009]")
    process.stdout.write(Buffer.from(value, 'base64'))
  }
  if (is('kv key put')) account.keys[args[3] as string] = fs.readFileSync(flag('--path')).toString('base64')
  return end(0)
}
