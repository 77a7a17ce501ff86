import { sha256 } from '../edge/publish/publish.ts'
import { BUNDLE_FORMAT, type Bundle } from './bundle.ts'

export type Decoded = { ok: true; bundle: Bundle } | { ok: false; reason: string }

const HEAD = /^\{"hash":"([0-9a-f]{64})",/
const HEAD_BYTES = '{"hash":"",'.length + 64

/** Reads an artefact; anything but exactly what `encodeBundle` wrote is refused. Names from files stay in null-prototype maps. */
export async function decodeBundle(bytes: Uint8Array): Promise<Decoded> {
  const head = HEAD.exec(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)))
  if (!head) return { ok: false, reason: 'not a bundle' }
  const body = bytes.slice(HEAD_BYTES - 1)
  body[0] = 0x7b // what is hashed begins with `{` where the hash ends with a comma
  if ((await sha256(body)) !== head[1])
    return { ok: false, reason: 'the content does not have its hash: truncated or altered' }
  let bundle: Bundle
  try {
    bundle = JSON.parse(new TextDecoder().decode(bytes)) as Bundle
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
  if (bundle.format !== BUNDLE_FORMAT)
    return { ok: false, reason: `format ${bundle.format}, this reads ${BUNDLE_FORMAT}` }
  for (const section of ['segments', 'blocks', 'slots', 'experiments', 'goals'] as const) {
    const map = bundle[section] ?? {}
    if (typeof map !== 'object' || Array.isArray(map)) return { ok: false, reason: `'${section}' is no map` }
    bundle[section] = Object.assign(Object.create(null), map)
  }
  if (typeof bundle.settings?.timezone !== 'string') return { ok: false, reason: 'no settings' }
  return { ok: true, bundle }
}
