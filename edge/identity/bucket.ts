import { bucketOf } from './visitor.ts'

/** Ids that carry their bucket: minted by the edge, or by a page. */
const CARRIES = /^[A-Za-z0-9_-]{22}$|^[A-Za-z0-9_-]{24}$/
/** A grave's name begins with the bucket of whom it is of. */
const GRAVE = /^x:([0-9a-f]{3})/

/**
 * The storage bucket of a name in the journal, 0 to 1023: a visitor's is in the id, a grave's is
 * that of whom it is of, a person's is a hash (FNV-1a, 32 bits, its halves folded) over site and name.
 */
export function bucketOfName(site: string, name: string): number {
  if (CARRIES.test(name)) return bucketOf(name)
  const grave = GRAVE.exec(name)?.[1]
  if (grave !== undefined) return Number.parseInt(grave, 16) & 1023
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`${site}|${name}`))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & 1023
}
