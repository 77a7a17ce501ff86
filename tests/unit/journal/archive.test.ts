import { expect, test } from 'vitest'
import { bucketOfName } from '../../../edge/identity/bucket.ts'
import { partitionOf } from '../../../edge/journal/archive/archive.ts'
import { archiveRemains } from '../../../edge/journal/archive/remains.ts'
import { signedVisitor, storedId } from '../../support/identity.ts'

/** A bucket in memory that lists as R2 does: by key, in pages. */
function bucketOf(objects: Map<string, string>) {
  let got = 0
  return {
    got: () => got,
    async get(key: string) {
      got++
      const text = objects.get(key)
      return text === undefined ? null : { etag: '', text: async () => text }
    },
    async list({
      prefix,
      startAfter = '',
      limit = 1000,
    }: {
      prefix: string
      startAfter?: string
      limit?: number
    }) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort()
      return { objects: keys.slice(0, limit).map((key) => ({ key })), truncated: keys.length > limit }
    },
  }
}

const partition = (site: string, name: string) => `${site}/${partitionOf(bucketOfName(site, name))}`
const line = (visitor: string) => `${JSON.stringify({ visitor, batch: 'b', received_at: 1, entry: {} })}\n`

test('[I63] an id is found in the archive, whole, in its own partition and of its own site, in parts of any size', async () => {
  const [gone, other] = [storedId(await signedVisitor()), storedId(await signedVisitor())]
  const objects = new Map<string, string>()
  for (let n = 0; n < 9; n++) {
    const both = line(gone) + line(other) + line(gone)
    objects.set(`${partition('shop', gone)}/DB-${n}-${n + 1}.ndjson`, n % 3 ? line(other) : both)
    objects.set(`${partition('shop', 'p:anna')}/DB-${n}-${n + 9}.ndjson`, line(n === 4 ? 'p:anna' : 'p:ann'))
    objects.set(`${partition('other', gone)}/DB-${n}-${n + 1}.ndjson`, line(gone))
  }
  for (const most of [1, 2, 4, 9, 100]) {
    const found = async (id: string) => {
      const bucket = bucketOf(objects)
      let lines = 0
      let asked = 0
      for (let after: string | undefined = ''; after !== undefined; asked++) {
        const before = bucket.got()
        const part = await archiveRemains(bucket, 'shop', id, after, most)
        expect(bucket.got() - before).toBeLessThanOrEqual(most)
        lines += part.lines
        after = part.next
      }
      return { lines, asked, got: bucket.got() }
    }
    expect((await found(gone)).lines).toBe(6)
    expect((await found('anna')).lines).toBe(1)
    const { got } = await found(gone)
    // No object is read twice, and none of a partition that is not theirs.
    expect(got).toBe(
      new Set([...objects.keys()].filter((key) => partitionsOf(gone).some((at) => key.startsWith(at)))).size,
    )
  }
  expect(await archiveRemains(bucketOf(new Map()), 'shop', gone)).toEqual({ lines: 0 })
})

const partitionsOf = (id: string) => [`${partition('shop', id)}/`, `${partition('shop', `p:${id}`)}/`]
