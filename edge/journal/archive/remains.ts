import { bucketOfName } from '../../identity/bucket.ts'
import { journalNameOf } from '../../identity/person.ts'
import { type ArchiveList, partitionOf } from './archive.ts'
import type { ArchiveBucket } from './consume.ts'

/** Objects read in one go: each is a request of its own, and a Worker may make a thousand. */
const MOST = 200

/** How many archived lines still hold an id, as far as was read; `next` is the key to go on after. */
export interface ArchiveRemains {
  lines: number
  next?: string
}

/**
 * Looks for a visitor or a person in the archive: in the partition of their name only (archive.ts deals rows so), object
 * after object, from `after` on. A partition holds one in 64 of a site's rows.
 */
export async function archiveRemains(
  bucket: Pick<ArchiveBucket, 'get'> & ArchiveList,
  site: string,
  id: string,
  after = '',
  most = MOST,
): Promise<ArchiveRemains> {
  const names = new Set([id, journalNameOf(id)])
  const partitions = new Set([...names].map((name) => `${site}/${partitionOf(bucketOfName(site, name))}/`))
  let lines = 0
  let left = most
  let last = after
  for (const prefix of [...partitions].sort()) {
    // Read to its end before.
    if (last > prefix && !last.startsWith(prefix)) continue
    for (let more = true; more; ) {
      if (left === 0) return { lines, next: last }
      const page = await bucket.list({ prefix, limit: left, ...(last > prefix && { startAfter: last }) })
      for (const { key } of page.objects) {
        lines += await linesOf(bucket, key, names)
        last = key
        left--
      }
      more = page.truncated && page.objects.length > 0
    }
  }
  return { lines }
}

async function linesOf(
  bucket: Pick<ArchiveBucket, 'get'>,
  key: string,
  names: ReadonlySet<string>,
): Promise<number> {
  const text = await (await bucket.get(key))?.text()
  let count = 0
  for (const line of text?.split('\n') ?? [])
    if (line !== '' && names.has((JSON.parse(line) as { visitor: string }).visitor)) count++
  return count
}
