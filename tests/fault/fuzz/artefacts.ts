import { createHash } from 'node:crypto'
import { decodeCatalogue } from '../../../edge/catalogue/decode.ts'
import { open, seal } from '../../../edge/identity/capsule.ts'
import { fromBase64Url, toBase64Url } from '../../../edge/identity/keys.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { decodeArms, encodeArms } from '../../../edge/recommend/arms.ts'
import { checksum } from '../../../edge/recommend/container.ts'
import { nothingLearned, openLearned, packLearned } from '../../../edge/recommend/learned.ts'
import { openModel } from '../../../edge/recommend/model.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { train } from '../../../edge/recommend/train.ts'
import { decodeBundle } from '../../../rules/decode.ts'
import { encodeBundle } from '../../../rules/encode.ts'
import { NOW } from '../../support/arbitrary.ts'
import { newId, newVisitor, testKeys } from '../../support/edge.ts'
import { BUNDLE, FEED, SESSIONS } from '../../support/shop.ts'
import { bytes, type Target, text, total } from './target.ts'

/** Readers of what a visitor carries and of what KV holds. */
export async function artefactTargets(): Promise<Target[]> {
  const visitor = newVisitor()
  const keys = await testKeys('k1')
  const known = {
    profile: sum([
      of({ name: 'view_item', time: NOW, items: [{ item_id: 'shoe1', item_category: 'shoes' }] }),
      of({ name: 'purchase', time: NOW, transaction_id: 't', value: 9, currency: 'USD', items: [] }),
      of({ name: 'page_view', time: NOW - 3_600_000, page: { path: '/a', utm_source: 'x' } }),
    ]),
    batches: [newId()],
  }
  const capsule = (await seal(keys, 'shop', visitor, known, NOW))!
  const key = keys.keys.get('k1')!
  const additionalData = bytes(`shop|${visitor}`)
  const sealing = (iv: Uint8Array<ArrayBuffer>) => ({ name: 'AES-GCM', iv, additionalData })
  const whole = fromBase64Url(capsule.split('.')[2]!)!
  const inside = await crypto.subtle.decrypt(sealing(whole.subarray(0, 12)), key, whole.subarray(12))
  const openAs = async (it: string) => (await open(keys, 'shop', visitor, it, NOW)) !== undefined

  return [
    total('capsule', [capsule], false, (input) => openAs(text(input))),
    total('sealed', [new Uint8Array(inside)], false, async (input) => {
      // A capsule of another version of this Worker: the seal is right, what is in it may be anything.
      const nonce = new Uint8Array(12)
      const sealed = await crypto.subtle.encrypt(sealing(nonce), key, new Uint8Array(input))
      return openAs(`v3.k1.${toBase64Url(Buffer.concat([nonce, new Uint8Array(sealed)]))}`)
    }),
    total(
      'bundle',
      [encodeBundle(BUNDLE).text],
      false,
      async (input) => (await decodeBundle(input)).ok,
      mendBundle,
    ),
    total('catalogue', [FEED], true, async (input) => decodeCatalogue(text(input), 'h').ok),
    total('model', [train(SESSIONS)], false, async (input) => answers(input), mendModel),
    total(
      'learned',
      [packLearned(nothingLearned())],
      false,
      async (input) => openLearned(input).ok,
      mendModel,
    ),
    total('arms', [encodeArms(ARMS)], true, async (input) => decodeArms(text(input), 'h') !== undefined),
  ]
}

const ARMS = [{ slot: 'home', arm: 'a', shown: 5, clicks: 1, orders: 0, at: NOW }]

function answers(input: Uint8Array): boolean {
  const opened = openModel(input)
  if (!opened.ok) return false
  try {
    // Under a right checksum anything may stand; a question that it breaks has no answer (decide.ts), but it must end.
    recommend(opened.model, { kind: 'session', session: ['shoe1'], now: NOW }, { size: 5 })
    return true
  } catch {
    return false
  }
}

/** Length and checksum as they must be, on a whole number of words. */
function mendModel(input: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.max(24, (input.length + 3) & ~3))
  bytes.set(input)
  const words = new Uint32Array(bytes.buffer)
  words.set([bytes.length, checksum(words, 6)], 2)
  return bytes
}

/** The content under the hash that it has. */
export function mendBundle(input: Uint8Array): Uint8Array {
  const body = text(input).replace(/^[{]"hash":"[^"]*",/, '')
  return bytes(`{"hash":"${createHash('sha256').update(`{${body}`).digest('hex')}",${body}`)
}
