import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { identityConfig } from '../../../edge/identity/config.ts'
import { readSecrets } from '../../../edge/identity/secrets.ts'
import { createVerifier } from '../../../edge/identity/token.ts'
import { NOW } from '../../support/arbitrary.ts'
import { SECRETS, tokenOf } from '../../support/identity.ts'

const ISSUER = 'https://issuer.example'
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })

let asked = 0
const serve = async (): Promise<Response> => {
  asked++
  const keys = [
    { ...(await exportJWK(ec.publicKey)), kid: 'e1', alg: 'ES256', use: 'sig' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'r1', alg: 'RS256', use: 'sig' },
  ]
  return Response.json({ keys })
}
const config = v.parse(identityConfig, {
  issuers: [
    {
      name: 'social',
      issuer: ISSUER,
      audience: 'shop-client',
      jwks_uri: `${ISSUER}/jwks`,
      traits: ['locale'],
    },
  ],
})
const secrets = readSecrets(JSON.stringify(SECRETS))
if (!secrets.ok) throw new Error(secrets.detail)
const verify = createVerifier({ secrets: secrets.value, fetch: serve })
const check = (token: string, now = NOW) => verify('shop', config, token, now)
const reason = async (token: string, now = NOW) => {
  const checked = await check(token, now)
  return checked.ok ? 'taken' : checked.reason
}

const seconds = Math.floor(NOW / 1000)
const oidc = (over: Record<string, unknown> = {}) =>
  new SignJWT({
    iss: ISSUER,
    sub: '117',
    aud: 'shop-client',
    iat: seconds,
    exp: seconds + 600,
    locale: 'de',
    ...over,
  })
const withKey = (token: SignJWT, key = ec.privateKey, header = { alg: 'ES256', kid: 'e1' }) =>
  token.setProtectedHeader(header).sign(key)
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('tokens', () => {
  test('[I49] a token of the shop names a person, with traits, how and until when', async () => {
    const proof = await check(
      await tokenOf('customer-7', { traits: { plan: 'gold', tags: ['vip'], city: null } }),
    )
    expect(proof).toMatchObject({
      ok: true,
      value: { person: 'customer-7', by: 'HS256:k1', issued_at: NOW, expires_at: NOW + 300_000 },
    })
    expect(proof.ok && { ...proof.value.traits }).toEqual({ plan: 'gold', tags: ['vip'], city: null })
  })

  test('[I50] ES256 and RS256 are verified by the JWKS of a configured issuer, fetched once', async () => {
    const before = asked
    const social = await check(await withKey(oidc()))
    expect(social).toMatchObject({ ok: true, value: { person: 'social:117', by: `oidc:${ISSUER}` } })
    expect(social.ok && { ...social.value.traits }).toEqual({ locale: 'de' })
    expect(await reason(await withKey(oidc(), rsa.privateKey, { alg: 'RS256', kid: 'r1' }))).toBe('taken')
    expect(asked - before).toBe(1)
  })

  const MINUTE = 60_000
  const FORGED: [what: string, token: () => Promise<string>, reason: string, now?: number][] = [
    ['expired', () => tokenOf('p'), 'token_expired', NOW + 6 * MINUTE],
    ['of an unknown key id', () => tokenOf('p', {}, { kid: 'k9' }), 'token_key_unknown'],
    ['without a key id', () => tokenOf('p', {}, { kid: '' }), 'token_key_unknown'],
    ['signed by another key', () => tokenOf('p', {}, { key: SECRETS.shop.identity.k2 }), 'token_signature'],
    [
      'of another site',
      () => tokenOf('p', { aud: 'other' }, { key: SECRETS.other.identity.k1 }),
      'token_signature',
    ],
    ['for another audience', () => tokenOf('p', { aud: 'other' }), 'token_audience'],
    ['without an audience', () => tokenOf('p', { aud: null }), 'token_audience'],
    ['without an end', () => tokenOf('p', { exp: null }), 'token_claims'],
    ['without a subject', () => tokenOf(undefined), 'token_claims'],
    ['that lives a year', () => tokenOf('p', { exp: seconds + 31_536_000 }), 'token_claims'],
    ['issued tomorrow', () => tokenOf('p', { iat: seconds + 80_000, exp: seconds + 80_300 }), 'token_claims'],
    ['not valid yet', () => tokenOf('p', { nbf: seconds + 300 }), 'token_claims'],
    ['of nobody in particular', () => tokenOf('guest'), 'illegal_person'],
    ['with traits that are none', () => tokenOf('p', { traits: { a: { b: 1 } } }), 'bad_request'],
    [
      'with the algorithm none',
      async () => new UnsecuredJWT({ sub: 'p', aud: 'shop' }).setExpirationTime('1h').encode(),
      'token_algorithm',
    ],
    [
      'with the algorithm None',
      async () => `${encode({ alg: 'None', kid: 'k1' })}.${encode({ sub: 'p' })}.`,
      'token_algorithm',
    ],
    ['with its signature cut off', async () => (await tokenOf('p')).replace(/[^.]+$/, ''), 'token_signature'],
    [
      'with a changed subject',
      async () => {
        const [header, , signature] = (await tokenOf('p')).split('.')
        return `${header}.${encode({ sub: 'admin', aud: 'shop', exp: seconds + 300 })}.${signature}`
      },
      'token_signature',
    ],
    [
      'HS256 keyed by the public key of the JWKS',
      async () => {
        const pem = createPublicKey(
          createPrivateKey(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })),
        ).export({ type: 'spki', format: 'pem' })
        return oidc()
          .setProtectedHeader({ alg: 'HS256', kid: 'r1' })
          .sign(Buffer.from(pem as string))
      },
      'token_key_unknown',
    ],
    [
      'HS384',
      () =>
        new SignJWT({ sub: 'p', aud: 'shop' })
          .setProtectedHeader({ alg: 'HS384', kid: 'k1' })
          .setExpirationTime('1h')
          .sign(new Uint8Array(48)),
      'token_algorithm',
    ],
    [
      'with its own key in the header',
      async () =>
        oidc()
          .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(stranger.publicKey) })
          .sign(stranger.privateKey),
      'token_key_unknown',
    ],
    [
      "signed by a stranger under the issuer's kid",
      () => withKey(oidc(), stranger.privateKey),
      'token_signature',
    ],
    [
      'of an unknown kid of the issuer',
      () => withKey(oidc(), ec.privateKey, { alg: 'ES256', kid: 'e9' }),
      'token_key_unknown',
    ],
    [
      'of an issuer that is not configured',
      () => withKey(oidc({ iss: 'https://evil.example' })),
      'token_issuer',
    ],
    ['of the issuer for another client', () => withKey(oidc({ aud: 'another-client' })), 'token_audience'],
    ['of the issuer, expired', () => withKey(oidc()), 'token_expired', NOW + 11 * MINUTE],
    [
      'of the issuer under the algorithm of another key',
      () => withKey(oidc(), rsa.privateKey, { alg: 'RS256', kid: 'e1' }),
      'token_key_unknown',
    ],
    ['that is no token', async () => 'guest', 'token_malformed'],
    ['of three dots', async () => '..', 'token_malformed'],
    ['without end', async () => `${'a'.repeat(9000)}.b.c`, 'token_malformed'],
    [
      'that is right, and longer than any',
      () => tokenOf('anna', { more: 'x'.repeat(9000) }),
      'token_malformed',
    ],
  ]
  test.each(FORGED)('[I29] a token %s is refused', async (_, token, expected, now) => {
    expect(await reason(await token(), now)).toBe(expected)
  })

  test('[I51] one proof is one proof, however its signature is spelled', async () => {
    const token = await withKey(oidc())
    const [header, claims, signature] = token.split('.') as [string, string, string]
    // (r, n - s) is as valid as (r, s) for ECDSA.
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
    const raw = Buffer.from(signature, 'base64url')
    const s = n - BigInt(`0x${raw.subarray(32).toString('hex')}`)
    const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
    const [one, two] = [await check(token), await check(`${header}.${claims}.${twin.toString('base64url')}`)]
    expect(one.ok && two.ok && one.value.digest === two.value.digest).toBe(true)
  })

  test('[I52] when the keys of an issuer can not be fetched, that is said, and nobody is let in', async () => {
    const down = createVerifier({
      secrets: secrets.value,
      fetch: async () => new Response('', { status: 500 }),
    })
    expect(await down('shop', config, await withKey(oidc()), NOW)).toMatchObject({
      ok: false,
      reason: 'issuer_unreachable',
    })
  })

  test('[I53] secrets that are short, unreadable or not JSON are named as such', () => {
    expect(readSecrets(undefined).ok).toBe(true)
    for (const text of ['{', '[]', '{"shop":{"server":["short"]}}', '{"shop":{"identity":{"k1":"c2hvcnQ"}}}'])
      expect(readSecrets(text)).toMatchObject({ ok: false, reason: 'misconfigured' })
  })
})
