/** A reader under attack: seeds to start from, and what to do with an input; it throws when a promise is broken. */
export interface Target {
  name: string
  seeds: Uint8Array[]
  /** Its seeds are JSON: values can be grafted into them. */
  json: boolean
  /** The largest input that it is given, bytes; of what no stranger sends, less than a body may be. */
  largest?: number
  /** Makes what guards the outside of an input right again (a checksum, a hash), so that it gets further in. */
  mend?: (input: Uint8Array) => Uint8Array
  /** Resolves to whether the input was taken. */
  take(input: Uint8Array): Promise<boolean>
}

/** The bytes of a text, or of a value as JSON. */
export const bytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
/** Bytes as text, whatever they are. */
export const text = (input: Uint8Array): string => new TextDecoder().decode(input)

/** A reader that has an answer for everything: it takes an input or refuses it, and never throws. */
export const total = (
  name: string,
  seeds: unknown[],
  json: boolean,
  take: Target['take'],
  mend?: Target['mend'],
): Target => ({
  name,
  seeds: seeds.map((seed) => (seed instanceof Uint8Array ? seed : bytes(seed))),
  json,
  take,
  ...(mend && { mend }),
})
