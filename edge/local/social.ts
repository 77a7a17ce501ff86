import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'
import { memoryAdapter } from './social-store.ts'

/** A social login of this machine: an OpenID Connect provider at which one is whoever one says. */
export interface SocialHouse {
  issuer: string
  client_id: string
  client_secret: string
  /** Begins to answer; the shop's origin may be led back to from now on. */
  open(origins: string[]): void
  close(): Promise<void>
}

const NAME = /^[\w][\w .-]{0,39}$/

/** Listens on a free port of loopback; what it knows is gone when it closes. */
export async function startSocial(callback: string): Promise<SocialHouse> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client_id = 'halden-and-fern'
  const client_secret = randomBytes(32).toString('base64url')
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), use: 'sig' }

  return {
    issuer,
    client_id,
    client_secret,
    open(origins) {
      const redirect_uris = origins.map((origin) => origin + callback)
      const provider = new Provider(issuer, {
        adapter: memoryAdapter(),
        clients: [{ client_id, client_secret, redirect_uris, grant_types: ['authorization_code'] }],
        jwks: { keys: [jwk] },
        cookies: { keys: [randomBytes(32).toString('hex')] },
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
        conformIdTokenClaims: false,
        claims: { openid: ['sub'], profile: ['name'] },
        ttl: { IdToken: 3600, AccessToken: 600, Grant: 3600, Interaction: 600, Session: 3600 },
        // Whoever clicked on the shop's button has agreed to be known there.
        async loadExistingGrant(context: GrantContext) {
          const { client, session } = context.oidc
          const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
          grant.addOIDCScope('openid profile')
          await grant.save()
          return grant
        },
        findAccount: (_: unknown, id: string) => ({
          accountId: id,
          claims: async () => ({ sub: id, name: nameOf(id) }),
        }),
      })
      const answer = provider.callback()
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        if (!request.url?.startsWith('/interaction/')) return answer(request, response)
        interact(provider, request, response).catch(() => {
          response
            .writeHead(400, { 'content-type': 'text/plain' })
            .end('This login is over. Begin again at the shop.')
        })
      })
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

interface GrantContext {
  oidc: { client: { clientId: string }; session: { accountId: string } }
}

/** `mei-117` is Mei 117. */
const nameOf = (id: string): string => `${id[0]?.toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`

/** Asks for a name, and takes it. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
      .end(page())
    return
  }
  let body = ''
  for await (const chunk of request) if (body.length < 1000) body += chunk
  const name = (new URLSearchParams(body).get('name') ?? '').trim()
  if (!NAME.test(name)) {
    response.writeHead(303, { location: request.url ?? '/' }).end()
    return
  }
  const accountId = name.toLowerCase().replace(/[ .]+/g, '-')
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId } },
    { mergeWithLastSubmission: false },
  )
}

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;margin:0;background:#e9edf6;color:#1c2440}
main{background:#fff;padding:2.2rem;border-radius:14px;width:min(22rem,86vw);display:grid;gap:1rem;box-shadow:0 20px 50px -30px #1c2440}
h1{font-size:1.35rem;margin:0}p{margin:0;color:#4b5573}form{display:grid;gap:.5rem}
input,button{font:inherit;padding:.7rem .9rem;border-radius:9px;border:1px solid #7c86a5}button{background:#2b3f8f;color:#fff;border:0;font-weight:600;margin-top:.5rem}`
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

const page =
  () => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in with Meadow</title><style>${STYLE}</style>
<main><h1>Sign in with Meadow</h1><p>A login house of this machine, for the demonstration: you are whoever you say.</p>
<form method="post"><label for="name">Your name</label><input id="name" name="name" value="mei-117" pattern="[A-Za-z0-9_][A-Za-z0-9_ .\\-]{0,39}" required autocomplete="off"><button>Continue to Halden &amp; Fern</button></form></main></html>`
