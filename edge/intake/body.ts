import { LIMITS } from '../../snippet/wire.ts'
import { ok, type Result, refuse } from '../result.ts'

/** Reads a body as JSON; its bytes are counted as they arrive, since a chunked body has no length to trust. */
export async function readJson(
  request: Request,
  limit: number = LIMITS.BODY_BYTES,
): Promise<Result<unknown>> {
  const bytes = await readBytes(request, limit)
  return bytes.ok ? parseJson(bytes.value) : bytes
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes as JSON: strict UTF-8, bounded nesting and keys, no lone surrogates. */
export function parseJson(bytes: Uint8Array, mostKeys: number = LIMITS.JSON_KEYS): Result<unknown> {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return refuse('bad_encoding', 'The body is not valid UTF-8.')
  }
  const { depth, keys } = shapeOf(text)
  if (depth > LIMITS.JSON_DEPTH)
    return refuse('too_deep', `The body nests more than ${LIMITS.JSON_DEPTH} levels of objects and lists.`)
  if (keys > mostKeys) return refuse('too_many_keys', `The body has more than ${mostKeys} keys.`)
  try {
    const value: unknown = JSON.parse(text)
    // Only an escape can smuggle a lone surrogate past the decoder.
    if (text.includes('\\u') && !wellFormed(value))
      return refuse('bad_encoding', 'A string holds a lone surrogate.')
    return ok(value)
  } catch (error) {
    return refuse('bad_json', `The body is not JSON: ${(error as Error).message.slice(0, 120)}`)
  }
}

/** The whole body, or a refusal as soon as it is known to be too large. */
export async function readBytes(request: Request, limit: number): Promise<Result<Uint8Array>> {
  const tooLarge = refuse('body_too_large', `The body is larger than ${limit} bytes.`)
  const announced = request.headers.get('content-length')
  if (Number(announced) > limit) return tooLarge
  // HTTP holds a sender to the length it announced, unless the body comes in chunks too: then workerd reads those and
  // leaves both headers (RFC 9112, 6.3). Reading in one go costs a third of reading a stream.
  if (/^\d+$/.test(announced ?? '') && !request.headers.has('transfer-encoding')) {
    const bytes = new Uint8Array(await request.arrayBuffer())
    return bytes.length > limit ? tooLarge : ok(bytes)
  }
  if (!request.body) return ok(new Uint8Array())
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > limit) {
      await reader.cancel()
      return tooLarge
    }
    chunks.push(value)
  }
  if (chunks.length === 1) return ok(chunks[0] as Uint8Array)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return ok(bytes)
}

/** The lines of a text's bytes, cut at line feeds, blanks around them left out; each with its number from 1, empty ones none. */
export function linesOf(bytes: Uint8Array): { line: number; bytes: Uint8Array }[] {
  const lines: { line: number; bytes: Uint8Array }[] = []
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, from)
    const next = feed < 0 ? bytes.length : feed
    let to = next
    while (from < to && isBlank(bytes[from])) from++
    while (from < to && isBlank(bytes[to - 1])) to--
    if (from < to) lines.push({ line, bytes: bytes.subarray(from, to) })
    from = next + 1
  }
  return lines
}

const LINE_FEED = 10
/** Space, tab and carriage return. */
const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9 || byte === 13

const BACKSLASH = 92
const COLON = 58
const QUOTE = 34

/** Deepest nesting of a JSON text, found without parsing it. */
export const depthOf = (text: string): number => shapeOf(text).depth

/** Deepest nesting of a JSON text and how many keys it has, found without parsing it. */
export function shapeOf(text: string): { depth: number; keys: number } {
  let depth = 0
  let keys = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) i = endOfString(text, i + 1)
    else if (code === COLON) keys++
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth)
    else if (code === 125 || code === 93) depth--
  }
  return { depth: deepest, keys }
}

/** Where the string that begins at `start` has its closing quote, which no odd number of backslashes precedes. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at
    while (before > start && text.charCodeAt(before - 1) === BACKSLASH) before--
    if ((at - before) % 2 === 0) return at
  }
  return text.length
}

function wellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (!value || typeof value !== 'object') return true
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && wellFormed(inner))
}
