import { acquaint } from './acquaint.ts'
import { ask } from './backend.ts'
import { find } from './dom.ts'

const KEY = 'hf.customer'

/** Keeps the first name of who is signed in, for the header; nobody leaves nothing. */
export function keepName(name: string | undefined): void {
  try {
    if (name === undefined) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, name.split(' ')[0]!)
  } catch {
    // Storage is blocked: the header says "Account".
  }
}

/** The name that is kept. */
export function nameKept(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}

let own: string | undefined

/** Calls the account by its owner's name. */
export function greet(): void {
  const link = find('[data-account]')
  if (!link) return
  own ??= link.textContent ?? ''
  link.textContent = nameKept() ?? own
}

/** Tells the tag who this is, when consent comes after signing in. */
export async function introduce(): Promise<void> {
  if (nameKept() === undefined) return
  const { body } = await ask<{ token: string }>('POST', 'token', {})
  if (body) acquaint('identify', body.token)
}
