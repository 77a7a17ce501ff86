/**
 * Where a streaming parser gives up (lol-html's ambiguity guard: text that may or may not be markup, inside `select`,
 * `frameset`, or a template in `colgroup`), and with it the page: found before it gets there, rather too early.
 */
const TAG =
  /<(\/?)(select|frameset|colgroup|template|style|xmp|iframe|noembed|noframes|title|noscript|plaintext)\b/g
/** Longest of those tags, and how much of the chunk before may belong to one. */
const OVERLAP = '</plaintext'.length
/** A parser keeps a whole tag in memory, and gives up at three of these: a picture in an attribute, bytes. */
const LONGEST = 1024 * 1024

/** Finds in chunk after chunk where to stop parsing; `undefined` while there is no reason. */
function ambiguity(): (chunk: Uint8Array) => number | undefined {
  // One character a byte, whatever the bytes mean.
  const decoder = new TextDecoder('latin1')
  let before = ''
  let open: 'select' | 'colgroup' | undefined
  let sinceEnd = 0
  return (chunk) => {
    const text = before + decoder.decode(chunk).toLowerCase()
    const start = before.length
    before = text.slice(-OVERLAP)
    for (const { 0: whole, 1: end, 2: tag, index } of text.matchAll(TAG)) {
      if (index + whole.length <= start) continue
      const ends = end === '/'
      const stop =
        (tag === 'frameset' && !ends) ||
        (open === 'select' && tag !== 'select' && !ends) ||
        (open === 'colgroup' && tag === 'template')
      if (stop) return Math.max(0, index - start)
      if (tag === 'select' || tag === 'colgroup') open = ends ? undefined : tag
    }
    const last = text.lastIndexOf('>')
    sinceEnd = last < start ? sinceEnd + chunk.length : text.length - last
    return sinceEnd > LONGEST ? chunk.length : undefined
  }
}

/** A page through a rewriter as far as that can read it; from there on its bytes pass as they came. */
export function readable(
  body: ReadableStream<Uint8Array>,
  rewrite: (safe: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const find = ambiguity()
  let rest: Uint8Array | undefined
  const safe = new ReadableStream<Uint8Array>({
    async pull(to) {
      const { done, value } = await reader.read()
      if (done) return to.close()
      const cut = find(value)
      if (cut !== 0) to.enqueue(value.subarray(0, cut))
      if (cut === undefined) return
      rest = value.subarray(cut)
      to.close()
    },
    cancel: (reason) => reader.cancel(reason),
  })
  const rewritten = rewrite(safe).getReader()
  const next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await rewritten.read()
    if (!done) return value
    if (rest === undefined) return undefined
    const first = rest
    if (first.length) {
      rest = new Uint8Array()
      return first
    }
    return (await reader.read()).value
  }
  return new ReadableStream<Uint8Array>({
    async pull(to) {
      const chunk = await next()
      if (chunk) to.enqueue(chunk)
      else to.close()
    },
    async cancel(reason) {
      await Promise.allSettled([rewritten.cancel(reason), reader.cancel(reason)])
    },
  })
}
