import { createHash } from 'node:crypto'
import { canonical } from '../edge/profile/record.ts'
import type { Bundle } from './bundle.ts'

/** The artefact of a bundle: its hash first, then the rest with sorted keys, so that one content has one text. */
export function encodeBundle(content: Omit<Bundle, 'hash'>): { text: string; hash: string } {
  const body = canonical(content).slice(1)
  const hash = createHash('sha256').update(`{${body}`).digest('hex')
  return { text: `{"hash":"${hash}",${body}`, hash }
}
