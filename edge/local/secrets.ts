import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The local ACQUAINT_KEYS, made once and kept in `file`: capsules stay valid across restarts, nobody writes an .env. */
export async function localKeys(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    const keys = newKeys()
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, keys, { mode: 0o600 })
    return keys
  }
}

/** A key ring with one new random key, as the secret ACQUAINT_KEYS wants it. */
export const newKeys = (): string => JSON.stringify({ k1: randomBytes(32).toString('base64url') })
