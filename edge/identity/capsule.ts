import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { LIMITS } from '../../snippet/wire.ts'
import { addFacts, type Facts, noFacts } from '../profile/facts.ts'
import { type Order, type Orders, rowsOfOrders } from '../profile/orders.ts'
import { type Packed, pack, unpack } from '../profile/pack.ts'
import { narrow, type Profile } from '../profile/profile.ts'
import { dict } from '../profile/record.ts'
import { DAY } from '../profile/time.ts'
import { fromBase64Url, type KeyRing, toBase64Url } from './keys.ts'

/**
 * A profile that its visitor carries, sealed: `v1.<key id>.<base64url of nonce and AES-GCM
 * ciphertext>`, bound to site and visitor as additional data. Inside is deflated JSON of
 * when it was sealed, the newest batch ids and the profile with a nearer horizon.
 */
export interface Capsule {
  profile: Profile
  /** Batches that the profile already holds. */
  batches: string[]
  /** Whom the visitor is linked to; the sealed text says only that there is somebody. */
  person?: string
  /** The visitor is linked to a person. */
  known?: boolean
}
interface Contents {
  at: number
  batches: string[]
  known?: true
  profile: Packed
}

/** How long a capsule is believed, ms. */
export const CAPSULE_LIFE = DAY
const VERSION = 'v1'
const NONCE = 12
const MAX_BATCHES = 16
/** Far above what SIZES lets in, bytes: only a key holder could seal more. */
const MAX_CONTENTS = 1 << 20
/** How much to carry, tried in turn until it fits: detailed cells, what lies before them, recent events, newest orders. */
const SIZES = [
  { cells: 400, older: true, recent: 64, orders: 24 },
  { cells: 200, older: true, recent: 64, orders: 24 },
  { cells: 150, older: true, recent: 48, orders: 24 },
  { cells: 120, older: true, recent: 40, orders: 12 },
  { cells: 100, older: true, recent: 32, orders: 12 },
  { cells: 80, older: false, recent: 32, orders: 12 },
  { cells: 40, older: false, recent: 24, orders: 8 },
  { cells: 20, older: false, recent: 12, orders: 4 },
  { cells: 0, older: false, recent: 4, orders: 0 },
]
type Size = (typeof SIZES)[number]

/**
 * Seals what a visitor may carry, at most LIMITS.CAPSULE_BYTES; `undefined` if even the least
 * does not fit (the next decision reads the journal then). `now` is epoch ms.
 */
export async function seal(
  ring: KeyRing,
  site: string,
  visitor: string,
  known: Capsule,
  now: number,
): Promise<string | undefined> {
  for (const size of SIZES) {
    const bytes = deflate(JSON.stringify(contentsOf(known, size, now)))
    const prefix = `${VERSION}.${ring.current}.`
    const length = prefix.length + Math.ceil(((bytes.length + NONCE + 16) * 4) / 3)
    if (length > LIMITS.CAPSULE_BYTES) continue
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE))
    const key = ring.keys.get(ring.current) as CryptoKey
    const sealed = await crypto.subtle.encrypt(algorithm(nonce, site, visitor), key, bytes)
    const all = new Uint8Array(NONCE + sealed.byteLength)
    all.set(nonce)
    all.set(new Uint8Array(sealed), NONCE)
    return prefix + toBase64Url(all)
  }
  return undefined
}

/** Opens a capsule; `undefined` for one that is forged, foreign, expired or oversized: then context decides. */
export async function open(
  ring: KeyRing,
  site: string,
  visitor: string,
  capsule: string,
  now: number,
): Promise<Capsule | undefined> {
  if (capsule.length > LIMITS.CAPSULE_BYTES) return undefined
  const [version, id, text] = capsule.split('.')
  const key = ring.keys.get(id ?? '')
  const all = fromBase64Url(text ?? '')
  if (version !== VERSION || !key || !all || all.length <= NONCE) return undefined
  // The last character has bits to spare: only the spelling that was sealed counts.
  if (toBase64Url(all) !== text) return undefined
  try {
    const sealed = all.subarray(NONCE)
    const bytes = await crypto.subtle.decrypt(algorithm(all.subarray(0, NONCE), site, visitor), key, sealed)
    const { at, batches, known = false, profile } = JSON.parse(inflate(bytes)) as Contents
    if (!(now - at < CAPSULE_LIFE)) return undefined
    return { profile: unpack(profile), batches, known }
  } catch {
    return undefined
  }
}

function contentsOf({ profile, batches, person }: Capsule, size: Size, now: number): Contents {
  const [carried, left] = newestOrders(profile.orders, size.orders)
  const near = narrow({ ...profile, facts: addFacts(profile.facts, left), orders: carried }, size.cells)
  const traits = dict<Profile['traits'][string]>()
  // Whatever a person typed or the shop signed stays at the edge: the capsule holds no personal data.
  for (const [name, trait] of Object.entries(near.traits))
    if (trait.source === 'inferred') traits[name] = trait
  return {
    at: now,
    batches: batches.slice(-MAX_BATCHES),
    ...(person !== undefined && { known: true }),
    profile: pack({
      ...near,
      facts: size.older ? near.facts : { ...near.facts, older: dict() },
      traits,
      // For analysis only: no decision asks what was dealt before.
      variants: dict(),
      recent: near.recent.slice(0, size.recent),
    }),
  }
}

/** So many of the newest orders, and the others as what was done and is counted. */
function newestOrders(orders: Orders, most: number): [Orders, Facts] {
  const newest = Object.entries(orders).sort(([, a], [, b]) => b.time - a.time)
  const facts = noFacts()
  const left = newest.slice(most).map(([, order]) => order)
  if (left.length) facts.rows.purchase = rowsOfOrders(left)
  const carried = dict<Order>()
  for (const [id, order] of newest.slice(0, most)) carried[id] = order
  return [carried, facts]
}

const algorithm = (nonce: Uint8Array<ArrayBuffer>, site: string, visitor: string): AesGcmParams => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData: new TextEncoder().encode(`${site}|${visitor}`),
})

// Synchronous on purpose: a capsule is a few KB, and a stream's turns cost more than its bytes.
const deflate = (text: string) => new Uint8Array(deflateRawSync(text))
const inflate = (bytes: ArrayBuffer): string =>
  inflateRawSync(bytes, { maxOutputLength: MAX_CONTENTS }).toString()
