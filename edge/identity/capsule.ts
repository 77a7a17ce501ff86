import { Buffer } from 'node:buffer'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { LIMITS } from '../../snippet/wire.ts'
import { pack, unpack } from '../profile/pack.ts'
import type { Profile } from '../profile/profile.ts'
import { lacksTraits, prune, SIZES } from '../profile/prune.ts'
import { digest, READS_ALL, type Reads } from '../profile/reads.ts'
import { DAY } from '../profile/time.ts'
import { type KeyRing, toBase64Url } from './keys.ts'

/**
 * A profile that its visitor carries, sealed: `v3.<key id>.<base64url of nonce and AES-GCM ciphertext>`, bound to site
 * and visitor as additional data. Inside is what of the profile the published bundle reads, packed, and deflated where
 * that is needed to fit.
 */
export interface Capsule {
  profile: Profile
  /** Whether the profile already holds a batch. */
  holds: (batch: string) => boolean
  /** The visitor is linked to a person; never to whom. */
  known: boolean
  /** There are traits that are read and that it may not hold: a person typed them, or the shop signed them. */
  lacks: boolean
  /** Whose reads it was pruned for; READS_ALL where nothing was left out. */
  reads: string
  /** How much had to be left out that is read: 0 nothing, else the place in SIZES. */
  size: number
}

/** What is known of a visitor, to be sealed. */
export interface Known {
  profile: Profile
  /** Ids of the newest batches that the profile holds. */
  batches: readonly string[]
  person?: string
}

/** How long a capsule is believed, ms. */
export const CAPSULE_LIFE = DAY
const VERSION = 'v3'
const NONCE = 12
const TAG = 16
const MAX_BATCHES = 16
/** Bytes of a batch's digest, of a bundle's reads, and of the time of sealing. */
const SHORT = 6
/** Where no bundle was known, in place of its reads. */
const WHOLE = '0'.repeat(2 * SHORT)
/** Deflating takes off no more than this. */
const MOST_DEFLATED = 2.5
/** Far above what fits, bytes: only a key holder could seal more. */
const MAX_CONTENTS = 1 << 20
const PLAIN = 0
const DEFLATED = 1
const KNOWN = 2
const LACKS = 4
/** Before the batches and the profile: flags, size, how many batches, when it was sealed, whose reads. */
const HEAD = 3 + 2 * SHORT

/**
 * Seals what a visitor may carry, at most LIMITS.CAPSULE_BYTES: what `reads` names, or all where nothing is published.
 * `undefined` if even the least does not fit (the next decision reads the journal then). `now` is epoch ms.
 */
export async function seal(
  ring: KeyRing,
  site: string,
  visitor: string,
  known: Known,
  now: number,
  reads?: Reads,
): Promise<string | undefined> {
  const prefix = `${VERSION}.${ring.current}.`
  const room = Math.floor(((LIMITS.CAPSULE_BYTES - prefix.length) * 3) / 4) - NONCE - TAG
  const bytes = contentsOf(known, now, reads, room)
  if (!bytes) return undefined
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE))
  const key = ring.keys.get(ring.current) as CryptoKey
  const sealed = await crypto.subtle.encrypt(algorithm(nonce, site, visitor), key, bytes)
  const all = new Uint8Array(NONCE + sealed.byteLength)
  all.set(nonce)
  all.set(new Uint8Array(sealed), NONCE)
  return prefix + toBase64Url(all)
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
  const [version, id = '', text = ''] = capsule.split('.')
  const key = ring.keys.get(id)
  const all = Buffer.from(text, 'base64url')
  if (version !== VERSION || !key || all.length <= NONCE) return undefined
  // The last character has bits to spare: only the spelling that was sealed counts.
  if (all.toString('base64url') !== text) return undefined
  try {
    const { buffer, byteOffset: from } = all
    const nonce = new Uint8Array(buffer, from, NONCE)
    const sealed = new Uint8Array(buffer, from + NONCE, all.length - NONCE)
    const bytes = await crypto.subtle.decrypt(algorithm(nonce, site, visitor), key, sealed)
    return read(new Uint8Array(bytes), now)
  } catch {
    return undefined
  }
}

/** The first size that fits, by halving: each step costs one packing, and mostly the first is right. */
function contentsOf(
  known: Known,
  now: number,
  reads: Reads | undefined,
  room: number,
): Uint8Array<ArrayBuffer> | undefined {
  const at = (size: number) => fitted(known, now, reads, size, room)
  let best = at(0)
  if (best) return best
  let low = 1
  for (let high = SIZES.length; low < high; ) {
    const middle = (low + high) >> 1
    const found = at(middle)
    if (found) {
      best = found
      high = middle
    } else low = middle + 1
  }
  return best
}

function fitted(
  { profile, batches, person }: Known,
  now: number,
  reads: Reads | undefined,
  size: number,
  room: number,
): Uint8Array<ArrayBuffer> | undefined {
  const newest = batches.slice(-MAX_BATCHES)
  const head = HEAD + newest.length * SHORT
  let packed = pack(prune(profile, reads, now, CAPSULE_LIFE, SIZES[size]), now)
  let flags = PLAIN
  if (head + packed.length > room) {
    // What is far too long will not fit deflated either: it is not even tried.
    if (head + packed.length > MOST_DEFLATED * room) return undefined
    packed = new Uint8Array(deflateRawSync(packed))
    flags = DEFLATED
    if (head + packed.length > room) return undefined
  }
  const bytes = Buffer.alloc(head + packed.length)
  bytes[0] = flags | (person === undefined ? 0 : KNOWN) | (lacksTraits(profile, reads) ? LACKS : 0)
  bytes[1] = size
  bytes[2] = newest.length
  bytes.writeUIntBE(now, 3, SHORT)
  bytes.write(reads?.hash ?? WHOLE, 3 + SHORT, 'hex')
  newest.forEach((batch, at) => {
    bytes.write(digest(batch), HEAD + at * SHORT, 'hex')
  })
  bytes.set(packed, head)
  return bytes
}

function read(bytes: Uint8Array<ArrayBuffer>, now: number): Capsule | undefined {
  const [flags = 0, size = 0, count = 0] = bytes
  let at = 0
  for (let n = 3; n < 3 + SHORT; n++) at = at * 256 + (bytes[n] as number)
  if (!(now - at < CAPSULE_LIFE)) return undefined
  const head = HEAD + count * SHORT
  const packed = bytes.subarray(head)
  const hash = hexAt(bytes, 3 + SHORT)
  return {
    profile: unpack(
      flags & DEFLATED ? inflateRawSync(packed, { maxOutputLength: MAX_CONTENTS }) : packed,
      at,
    ),
    holds(batch) {
      const wanted = digest(batch)
      for (let from = HEAD; from < head; from += SHORT) if (hexAt(bytes, from) === wanted) return true
      return false
    },
    known: (flags & KNOWN) !== 0,
    lacks: (flags & LACKS) !== 0,
    reads: hash === WHOLE ? READS_ALL : hash,
    size,
  }
}

/** Whether a capsule tells all that slots of a bundle read: pruned for its reads, or not at all. Nothing is read where none is published. */
export const answers = (
  { reads, size, lacks }: Capsule,
  of: Reads | undefined,
  slots: readonly string[],
): boolean =>
  of === undefined ||
  ((reads === of.hash || (reads === READS_ALL && size === 0)) &&
    !(lacks && slots.some((slot) => of.bySlot.has(slot))))

// A Buffer to read six bytes with costs more than reading them.
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
function hexAt(bytes: Uint8Array, at: number): string {
  let hex = ''
  for (let n = at; n < at + SHORT; n++) hex += HEX[bytes[n] as number]
  return hex
}

const encoder = new TextEncoder()
const algorithm = (nonce: Uint8Array<ArrayBuffer>, site: string, visitor: string): AesGcmParams => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData: encoder.encode(`${site}|${visitor}`),
})
