/** Below this a number is written as a whole one; above, and with fractions, as eight bytes. */
const WHOLE = 2 ** 51

/** Writes numbers (LEB128) and texts, each text once. */
export class Writer {
  private readonly bytes: number[] = []
  private readonly texts: string[] = []
  private readonly places = new Map<string, number>()

  /** A whole number from 0. */
  count(n: number): void {
    // As they are read: what is no small integer is slow.
    for (; n >= 2 ** 28; n = Math.floor(n / 0x80)) this.bytes.push((n % 0x80) | 0x80)
    for (; n >= 0x80; n >>>= 7) this.bytes.push((n & 0x7f) | 0x80)
    this.bytes.push(n)
  }

  /** Any number. */
  number(n: number): void {
    if (Number.isInteger(n) && Math.abs(n) < WHOLE) {
      this.count(n < 0 ? -2 * n : 2 * n + 1)
      return
    }
    this.count(0)
    const eight = new Uint8Array(8)
    new DataView(eight.buffer).setFloat64(0, n)
    this.bytes.push(...eight)
  }

  text(text: string): void {
    this.count(this.placeOf(text))
  }

  /** Where a text stands: the earlier it is named, the shorter. */
  placeOf(text: string): number {
    let place = this.places.get(text)
    if (place === undefined) {
      place = this.texts.length
      this.places.set(text, place)
      this.texts.push(text)
    }
    return place
  }

  /** All that was written, the texts first. */
  done(): Uint8Array<ArrayBuffer> {
    const head = new Writer()
    head.count(this.texts.length)
    for (const text of this.texts) head.count(text.length)
    const texts = new TextEncoder().encode(this.texts.join(''))
    head.count(texts.length)
    const all = new Uint8Array(head.bytes.length + texts.length + this.bytes.length)
    all.set(head.bytes)
    all.set(texts, head.bytes.length)
    all.set(this.bytes, head.bytes.length + texts.length)
    return all
  }
}

const decoder = new TextDecoder()

/** Reads what a Writer wrote; throws at the end of the bytes, whatever they say. */
export class Reader {
  private at = 0
  private readonly bytes: Uint8Array
  private readonly texts: string[]

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    const count = this.count()
    const lengths = this.at
    for (let n = 0; n < count; n++) this.count()
    const end = this.count() + this.at
    const all = decoder.decode(bytes.subarray(this.at, end))
    this.texts = new Array(count)
    this.at = lengths
    for (let n = 0, from = 0; n < count; n++) {
      const to = from + this.count()
      this.texts[n] = all.slice(from, to)
      from = to
    }
    this.at = end
  }

  count(): number {
    // Four bytes are a small integer, which is most that comes; with scales it would be a float, and slow.
    let n = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      if (byte < 0x80) return n | (byte << shift)
      n |= (byte & 0x7f) << shift
    }
    for (let scale = 2 ** 28; ; scale *= 0x80) {
      const byte = this.byte()
      n += (byte & 0x7f) * scale
      if (byte < 0x80) return n
    }
  }

  number(): number {
    const n = this.count()
    if (n < 2 ** 28) {
      if (n !== 0) return n & 1 ? n >> 1 : -(n >> 1)
    } else if (n % 2 === 1) return (n - 1) / 2
    if (n > 0) return -n / 2
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, 8)
    this.at += 8
    return view.getFloat64(0)
  }

  text(): string {
    return this.textAt(this.count())
  }

  textAt(place: number): string {
    const text = this.texts[place]
    if (text === undefined) throw new RangeError('no such text')
    return text
  }

  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new RangeError('the bytes end early')
    return byte
  }
}
