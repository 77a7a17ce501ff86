import type { Bundle } from '../../rules/bundle.ts'
import { decodeBundle } from '../../rules/decode.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { decodeCatalogue } from '../catalogue/decode.ts'
import { type Arms, decodeArms } from '../recommend/arms.ts'
import { type Model, openModel } from '../recommend/model.ts'
import type { Kind } from './pointer.ts'

/** What a site serves at the moment, decoded; a part is absent while nothing valid was ever published. */
export interface Published {
  bundle?: Bundle
  catalogue?: Catalogue
  model?: { hash: string; model: Model }
  arms?: Arms
}

/** Decodes an artefact of a site into what is published; returns why it can't be read, and then leaves there what was. */
export const DECODE: Record<
  Exclude<Kind, 'learned'>,
  (published: Published, bytes: Uint8Array, hash: string) => string | undefined | Promise<string | undefined>
> = {
  async bundle(published, bytes) {
    const decoded = await decodeBundle(bytes)
    if (!decoded.ok) return decoded.reason
    published.bundle = decoded.bundle
  },
  catalogue(published, bytes, hash) {
    const decoded = decodeCatalogue(new TextDecoder().decode(bytes), hash)
    if (!decoded.ok) return decoded.detail
    published.catalogue = decoded.value
  },
  model(published, bytes, hash) {
    const opened = openModel(bytes)
    if (!opened.ok) return opened.reason
    published.model = { hash, model: opened.model }
  },
  arms(published, bytes, hash) {
    const arms = decodeArms(new TextDecoder().decode(bytes), hash)
    if (!arms) return 'no arms'
    published.arms = arms
  },
}
