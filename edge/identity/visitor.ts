import { timingSafeEqual } from 'node:crypto'
import { fromBase64Url, type KeyRing, toBase64Url } from './keys.ts'

/**
 * A visitor id as the edge mints it. Stored: 24 characters of base64url, 2 bytes of bucketing
 * seed and 128 random bits, whose first ten are the storage bucket. On the wire: the same, a
 * dot, and an HMAC over site and id, so that no page can make one up or bring one along.
 */
const SIGNED = /^([A-Za-z0-9_-]{24})\.([A-Za-z0-9_-]{22})$/

/**
 * What a page makes up for a visitor until the edge has answered: 128 random bits. It is no id:
 * the edge derives one from it, the same however often it is asked, and nobody's on purpose.
 */
const PROVISIONAL = /^[A-Za-z0-9_-]{22}$/

const ID_LENGTH = 24
const SEED_BYTES = 2
const RANDOM_BYTES = 16
const MAC_BYTES = 16
/** Storage is dealt by this many logical buckets. */
export const BUCKETS = 1024

/** A visitor's stored id, and how the wire writes it. */
export interface Minted {
  id: string
  wire: string
}

/**
 * Mints an id for a site. `after` is the id that the same device had until now: experiments go
 * on dealing by its seed, which 65,536 ways share among all and so tells nothing of who it was.
 */
export async function mintVisitor(
  ring: KeyRing,
  site: string,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
  after?: string,
): Promise<Minted> {
  const bytes = random(new Uint8Array(SEED_BYTES + RANDOM_BYTES))
  const before = after?.length === ID_LENGTH ? fromBase64Url(after) : undefined
  if (before) bytes.set(before.subarray(0, SEED_BYTES))
  const id = toBase64Url(bytes)
  return { id, wire: await signVisitor(ring, site, id) }
}

/** How the wire writes a stored id. */
export async function signVisitor(ring: KeyRing, site: string, id: string): Promise<string> {
  const key = ring.keys.get(ring.current) as CryptoKey
  const mac = await crypto.subtle.sign('HMAC', key, message(site, id))
  return `${id}.${toBase64Url(new Uint8Array(mac).subarray(0, MAC_BYTES))}`
}

/** The stored id that a page claims, nothing proved yet; `undefined` for what is no signed id. */
export const claimedId = (wire: string): string | undefined =>
  SIGNED.test(wire) ? wire.slice(0, ID_LENGTH) : undefined

/** The stored id in what a page sent; `undefined` for one that is forged, of another site, or none at all. */
export async function readVisitor(ring: KeyRing, site: string, wire: string): Promise<string | undefined> {
  const [, id = '', text = ''] = SIGNED.exec(wire) ?? []
  const given = fromBase64Url(text)
  if (id === '' || given?.length !== MAC_BYTES) return undefined
  for (const key of ring.keys.values()) {
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, message(site, id)))
    if (equalBytes(mac.subarray(0, MAC_BYTES), given)) return id
  }
  return undefined
}

/** Whether a page made this up, and has yet to hear the id that comes of it. */
export const isProvisional = (wire: string | undefined): wire is string =>
  wire !== undefined && PROVISIONAL.test(wire)

/** The stored id that comes of what a page made up. No key is in it, so that a rotation of keys makes no second visitor. */
export async function deriveVisitor(site: string, provisional: string): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(['visitor', site, provisional]))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return toBase64Url(digest.subarray(0, SEED_BYTES + RANDOM_BYTES))
}

/** Whom experiments deal: the seed that a device keeps through login, logout and a change of user. */
export const subjectOf = (id: string): string =>
  id.length === ID_LENGTH ? `s${(digit(id, 0) << 10) | (digit(id, 1) << 4) | (digit(id, 2) >> 2)}` : id

/** What a character of base64url stands for. */
const digit = (text: string, at: number): number =>
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(text.charAt(at))

/** The storage bucket of an id, 0 to 1023. */
export function bucketOf(id: string): number {
  const bytes = fromBase64Url(id) as Uint8Array<ArrayBuffer>
  const at = id.length === ID_LENGTH ? SEED_BYTES : 0
  return (((bytes[at] as number) << 8) | (bytes[at + 1] as number)) >> 6
}

/** The id with another bucket, else as it is; `undefined` for one that the edge did not mint. */
export function inBucket(id: string, bucket: number): string | undefined {
  const bytes = id.length === ID_LENGTH ? fromBase64Url(id) : undefined
  if (!bytes) return undefined
  bytes[SEED_BYTES] = bucket >> 2
  bytes[SEED_BYTES + 1] = ((bucket & 3) << 6) | ((bytes[SEED_BYTES + 1] as number) & 63)
  return toBase64Url(bytes)
}

/**
 * The id under which a visitor goes on as a person in that person's bucket: of the same seed, and
 * always the same one, so that a login which is repeated makes no second.
 */
export async function successorOf(
  site: string,
  id: string,
  person: string,
  bucket: number,
): Promise<string | undefined> {
  const bytes = id.length === ID_LENGTH ? fromBase64Url(id) : undefined
  if (!bytes) return undefined
  const text = new TextEncoder().encode(JSON.stringify(['successor', site, id, person]))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  bytes.set(digest.subarray(0, RANDOM_BYTES), SEED_BYTES)
  return inBucket(toBase64Url(bytes), bucket)
}

/** Whether two byte strings are equal, in a time that does not tell where those of one length differ. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)

const encoder = new TextEncoder()
const message = (site: string, id: string): Uint8Array<ArrayBuffer> => encoder.encode(`visitor|${site}|${id}`)
