import { SignJWT } from 'jose'
import { fromBase64Url, toBase64Url } from '../../edge/identity/keys.ts'
import { signVisitor } from '../../edge/identity/visitor.ts'
import { d1Journal } from '../../edge/journal/d1.ts'
import { d1People } from '../../edge/journal/d1-people.ts'
import type { IdentifyResponse, Problem } from '../../snippet/wire.ts'
import { NOW } from './arbitrary.ts'
import { type TestEdge, type TestStores, testEdge, visitorKeys } from './edge.ts'

type Database = Parameters<typeof d1Journal>[0]

const secret = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte))
/** A server token of the site `shop`. */
export const SERVER_TOKEN = 'server-token-of-the-shop-for-tests'
/** SITE_SECRETS of the tests: two keys of `shop`, one of `other`. */
export const SECRETS = {
  shop: { server: [SERVER_TOKEN], identity: { k1: secret(1), k2: secret(2) } },
  other: { identity: { k1: secret(9) } },
}

let issued = 0
/** A token as the shop's server signs it: `sub`, five minutes long, for this site; `over` changes claims, `null` drops one. */
export async function tokenOf(
  sub: string | undefined,
  over: Record<string, unknown> = {},
  { kid = 'k1', key = SECRETS.shop.identity.k1, now = NOW } = {},
): Promise<string> {
  const seconds = Math.floor(now / 1000)
  const claims = { sub, aud: 'shop', iat: seconds, exp: seconds + 300, jti: `j${issued++}`, ...over }
  const kept = Object.fromEntries(
    Object.entries(claims).filter(([, value]) => value !== null && value !== undefined),
  )
  return new SignJWT(kept)
    .setProtectedHeader({ alg: 'HS256', ...(kid !== '' && { kid }) })
    .sign(fromBase64Url(key) as Uint8Array)
}

/** The Worker's app over D1, or what speaks its SQL, with the tests' secrets. */
export const edgeOver = (db: Database, rest: TestStores = {}): Promise<TestEdge> => {
  const options = { deadline: 5000, later: () => {} }
  return testEdge({
    journal: d1Journal(db, options),
    people: d1People(db, options),
    secrets: SECRETS,
    ...rest,
  })
}

let minted = 0
/** A visitor id that the edge signed, as the wire writes it; `seed` is its bucketing seed. */
export async function signedVisitor(site = 'shop', seed = 7): Promise<string> {
  const bytes = new Uint8Array(18)
  new DataView(bytes.buffer).setUint16(0, seed)
  new DataView(bytes.buffer).setUint32(2, ++minted * 2654435761)
  new DataView(bytes.buffer).setUint32(14, minted)
  return signVisitor(await visitorKeys(), site, toBase64Url(bytes))
}

/** The stored id in a wire id. */
export const storedId = (wire: string): string => wire.split('.')[0] as string

/** Identifies, and reads the answer whatever its status. */
export async function identify(
  edge: TestEdge,
  visitor: string | undefined,
  token: string | undefined,
  rest: object = {},
  headers: Record<string, string> = {},
): Promise<Partial<IdentifyResponse & Problem>> {
  const body = { site: 'shop', visitor, token, sent_at: NOW, ...rest }
  const response = await edge.post('/v1/identify', body, headers)
  return (await response.json()) as Partial<IdentifyResponse & Problem>
}

/** What the tests read of an export. */
export interface Export {
  code?: string
  visitor: string
  person?: string
  hint?: string
  links: { visitor: string }[]
  ledger: { act: string; proof: string; person: string; visitor: string }[]
  journal: { visitor: string }[]
  receipts: object[]
  profile: object
  portrait: object
  segments: object
}

/** The export of a visitor. */
export async function showMe(edge: TestEdge, visitor: string, site = 'shop'): Promise<Export> {
  const response = await edge.fetch(`/v1/me?site=${site}`, {
    headers: { authorization: `Bearer ${visitor}` },
  })
  return (await response.json()) as Export
}
