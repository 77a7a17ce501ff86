import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose'
import type { BackendOptions } from './options.ts'
import { answer, cookieOf, keepCookie, type Route, redirect } from './route.ts'
import { openSession } from './session.ts'

const COOKIE = 'hf_login'
const LIFE_SECONDS = 600
/** Where a login may lead back to. */
const HOMES = ['/account/', '/zh/account/']

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
/** 43 characters, the fewest that RFC 7636 takes. */
const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))
const sha256 = async (text: string): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))

/** The authorization code flow with PKCE, `state` and `nonce` (OpenID Connect Core 1.0, section 3.1; RFC 7636). */
export function socialRoutes(options: BackendOptions): Record<string, Route> {
  const { social, sessionKey, now } = options
  if (!social) return {}
  const { issuer, client_id, client_secret } = social
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const callback = (request: Request) => new URL('/shop/callback', request.url).href

  return {
    'GET /shop/social': async (request) => {
      const wanted = new URL(request.url).searchParams.get('home') ?? ''
      const home = HOMES.find((each) => each === wanted) ?? '/account/'
      const [state, nonce, verifier] = [randomText(), randomText(), randomText()]
      const kept = await new SignJWT({ state, nonce, verifier, home })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(Math.floor(now() / 1000) + LIFE_SECONDS)
        .sign(sessionKey)
      const asked = new URLSearchParams({
        client_id,
        response_type: 'code',
        scope: 'openid profile',
        redirect_uri: callback(request),
        state,
        nonce,
        code_challenge: await sha256(verifier),
        code_challenge_method: 'S256',
      })
      return redirect(`${issuer}/auth?${asked}`, [keepCookie(request, COOKIE, kept, LIFE_SECONDS)])
    },

    'GET /shop/callback': async (request) => {
      const query = new URL(request.url).searchParams
      const kept = await readKept(cookieOf(request, COOKIE), sessionKey, now())
      const over = keepCookie(request, COOKIE, '', 0)
      if (!kept || query.get('state') !== kept.state)
        return answer({ why: 'This login was not begun here, or too long ago. Begin again.' }, 400)
      // The visitor said no over there.
      if (!query.has('code')) return redirect(kept.home, [over])
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: query.get('code')!,
          redirect_uri: callback(request),
          code_verifier: kept.verifier,
        }),
      })
      if (!response.ok) return answer({ why: 'The other house did not confirm the login.' }, 502)
      const { id_token } = (await response.json()) as { id_token: string }
      const { payload } = await jwtVerify(id_token, keys, {
        issuer,
        audience: client_id,
        algorithms: ['RS256', 'ES256'],
        currentDate: new Date(now()),
      })
      if (payload.nonce !== kept.nonce || payload.sub === undefined)
        return answer({ why: 'The other house’s answer is not to this question.' }, 400)
      const session = {
        customer: `${social.name}:${payload.sub}`,
        name: String(payload.name ?? payload.sub),
        proof: id_token,
      }
      return redirect(`${kept.home}?welcome`, [over, await openSession(request, session, sessionKey, now())])
    },
  }
}

interface Kept {
  state: string
  nonce: string
  verifier: string
  home: string
}

async function readKept(token: string | undefined, key: Uint8Array, now: number): Promise<Kept | undefined> {
  try {
    const { payload } = await jwtVerify(token ?? '', key, {
      algorithms: ['HS256'],
      currentDate: new Date(now),
    })
    return payload as unknown as Kept
  } catch {
    return undefined
  }
}
