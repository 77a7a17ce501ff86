import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

type Bytes = Uint8Array<ArrayBuffer>
interface Key {
  /** A key object costs a quarter of what the bytes do, at every use. */
  raw: KeyObject
  /** As jose looks at them. */
  algorithm?: object
  usages?: string[]
}

const TAG = 16
const bytesOf = (data: BufferSource): Buffer =>
  ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data)
const copy = (buffer: Buffer): ArrayBuffer => Uint8Array.from(buffer).buffer

/** WebCrypto's own algorithms without its threads, and `random` (0 to 1) for its randomness: a run can be told again. */
export function createCrypto(random: () => number): Crypto {
  const hmac = ({ raw }: Key, data: BufferSource) => createHmac('sha256', raw).update(bytesOf(data)).digest()
  const subtle = {
    digest: async (_: string, data: BufferSource) =>
      copy(createHash('sha256').update(bytesOf(data)).digest()),
    importKey: async (
      _: string,
      raw: BufferSource,
      { name, hash }: HmacImportParams,
      _extractable: boolean,
      usages: string[],
    ): Promise<Key> => ({
      raw: createSecretKey(bytesOf(raw)),
      algorithm: { name, hash: { name: hash } },
      usages,
    }),
    deriveKey: async ({ salt, info }: HkdfParams, { raw }: Key): Promise<Key> => ({
      raw: createSecretKey(Buffer.from(hkdfSync('sha256', raw, bytesOf(salt), bytesOf(info), 32))),
    }),
    sign: async (_: string, key: Key, data: BufferSource) => copy(hmac(key, data)),
    verify: async (_: string, key: Key, signature: BufferSource, data: BufferSource) => {
      const [mac, given] = [hmac(key, data), bytesOf(signature)]
      return mac.length === given.length && timingSafeEqual(mac, given)
    },
    async encrypt({ iv, additionalData }: AesGcmParams, { raw }: Key, data: BufferSource) {
      const cipher = createCipheriv('aes-256-gcm', raw, bytesOf(iv))
      if (additionalData) cipher.setAAD(bytesOf(additionalData))
      return copy(Buffer.concat([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()]))
    },
    async decrypt({ iv, additionalData }: AesGcmParams, { raw }: Key, data: BufferSource) {
      const sealed = bytesOf(data)
      const cipher = createDecipheriv('aes-256-gcm', raw, bytesOf(iv))
      if (additionalData) cipher.setAAD(bytesOf(additionalData))
      cipher.setAuthTag(sealed.subarray(-TAG))
      return copy(Buffer.concat([cipher.update(sealed.subarray(0, -TAG)), cipher.final()]))
    },
  }
  const fill = <T extends ArrayBufferView>(view: T): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    for (let i = 0; i < bytes.length; i++) bytes[i] = random() * 256
    return view
  }
  const randomUUID = () => {
    const hex = Buffer.from(fill(new Uint8Array(16))).toString('hex')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }
  return { subtle, getRandomValues: fill, randomUUID } as never
}

/** The platform's deflate streams, at once instead of in a thread. */
const streamOf = (work: (bytes: Bytes) => Uint8Array) =>
  class {
    readable: ReadableStream
    writable: WritableStream
    constructor() {
      const chunks: Bytes[] = []
      const { readable, writable } = new TransformStream<Bytes, Uint8Array>({
        transform: (chunk) => void chunks.push(chunk),
        flush: (controller) => controller.enqueue(work(new Uint8Array(Buffer.concat(chunks)))),
      })
      this.readable = readable
      this.writable = writable
    }
  }

/** A Blob of one piece; Node reads its own by way of the event loop. */
class PromptBlob {
  bytes: Bytes
  constructor(parts: [Bytes]) {
    this.bytes = parts[0]
  }
  stream(): ReadableStream<Bytes> {
    return new ReadableStream({
      start: (controller) => {
        controller.enqueue(this.bytes)
        controller.close()
      },
    })
  }
}

/** Puts the world's clock and this randomness in the place of the platform's; returns what undoes it. */
export function replacePlatform(
  timers: { later(work: () => unknown, ms: number): number; cancel(handle: unknown): void },
  random: () => number,
): () => void {
  const stands = {
    crypto: createCrypto(random),
    setTimeout: (work: () => unknown, ms = 0) => timers.later(work, ms),
    clearTimeout: timers.cancel,
    Blob: PromptBlob,
    // Any level is inflated alike.
    CompressionStream: streamOf((bytes) => deflateRawSync(bytes, { level: 1, memLevel: 3 })),
    DecompressionStream: streamOf(inflateRawSync),
  }
  const before = Object.keys(stands).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)!] as const,
  )
  for (const [name, value] of Object.entries(stands))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  return () => {
    for (const [name, descriptor] of before) Object.defineProperty(globalThis, name, descriptor)
  }
}
