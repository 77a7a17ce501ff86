import type { KeyRing } from '../identity/keys.ts'
import { networkOf } from './budget.ts'

/** Classes that networks fall into; a million IPv4 addresses share each. */
export const NETWORK_CLASSES = 4096

const encoder = new TextEncoder()

/**
 * The class of whoever asks' network, 0 to 4095: twelve bits of a keyed hash, which tell two networks from one and
 * name neither. The oldest key makes it, so that a new one changes no class. `undefined` where there is no address.
 */
export async function networkClass(
  ring: KeyRing,
  site: string,
  request: Request,
): Promise<number | undefined> {
  const address = networkOf(request)
  if (address === undefined) return undefined
  // Of IPv6 the /48: anyone is given one for nothing, with 65,536 households' worth of networks in it.
  const network = address.includes(':') ? address.split(':', 3).join(':') : address
  const key = [...ring.keys.values()].at(-1) as CryptoKey
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`network|${site}|${network}`))
  return new DataView(mac).getUint16(0) % NETWORK_CLASSES
}
