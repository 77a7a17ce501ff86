import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The lines of a text file, unzipped on the way when its name ends in `.gz`; never the whole file in memory. */
export async function* lines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  const failed = new Promise<never>((_, reject) => {
    file.once('error', reject)
    input.once('error', reject)
  })
  failed.catch(() => {})
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await Promise.race([reader.next(), failed])
    if (done) return
    if (value !== '') yield value
  }
}

/** Splits a delimited line; quoted fields may hold the delimiter and doubled quotes (RFC 4180). */
export function fields(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter)
  const out: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!
    if (quoted) {
      if (character !== '"') field += character
      else if (line[i + 1] === '"') field += line[i++]
      else quoted = false
    } else if (character === '"') quoted = true
    else if (character === delimiter) {
      out.push(field)
      field = ''
    } else field += character
  }
  return [...out, field]
}
