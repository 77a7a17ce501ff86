import type { Publication } from '../../edge/publish/publish.ts'
import { history, liveBundle, type Outcome, type Published, rollBack } from '../../edge/publish/versions.ts'
import type { Bundle } from '../bundle.ts'
import type { Compiled } from '../compile.ts'
import { decodeBundle } from '../decode.ts'
import type { TestResult } from '../testing.ts'
import { objection, publishRules } from './publishing.ts'
import { RemoteFailed } from './remote.ts'
import type { OpenStore } from './stores.ts'

/** Where a site's rules are published; close it when done. */
export interface Place {
  publish(compiled: Compiled, results: readonly TestResult[], publication: Publication): Promise<Outcome>
  rollBack(to: string | undefined, publication: Publication): Promise<Outcome>
  history(): Promise<Published[]>
  live(): Promise<Bundle | undefined>
  close(): Promise<void>
}

/** A store that this machine reaches: the local Worker's, or the deployed one's with Cloudflare's login. */
export const inStore = ({ store, close }: OpenStore, site: string): Place => ({
  publish: (compiled, results, publication) => publishRules(store, site, compiled, results, publication),
  rollBack: (to, publication) => rollBack(store, site, to, publication),
  history: () => history(store, site),
  live: () => liveBundle(store, site),
  close,
})

/** What of a `fetch` is used here. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>

/** The deployed Worker itself, for whoever holds a server token with the scope `publish` and no login of Cloudflare's. */
export function atWorker(url: string, token: string, site: string, fetch: Fetch): Place {
  const ask = async <T>(method: 'GET' | 'POST', query: object, body?: string): Promise<T> => {
    const search = new URLSearchParams({ site, ...query })
    const headers = { authorization: `Bearer ${token}` }
    const address = new URL(`/v1/server/publish?${search}`, url)
    const response = await fetch(address, { method, headers, ...(body !== undefined && { body }) }).catch(
      () => {
        throw new RemoteFailed(`Nothing answers at ${url}. What was live still is.`)
      },
    )
    const answer = await response.json().catch(() => ({}))
    if (response.ok) return answer as T
    const {
      title = `It answered ${response.status}`,
      detail = '',
      fix = '',
    } = answer as Record<string, string>
    throw new RemoteFailed(`${title}: ${detail}\n${fix}`)
  }
  const said = ({ author = '', message = '' }: Publication) => ({ author, message })
  const told = () => ask<{ bundle: string | null; history: Published[] }>('GET', {})
  return {
    async publish(compiled, results, publication) {
      const reason = objection(compiled, results)
      if (reason !== undefined) return { ok: false, reason }
      return ask('POST', { kind: 'bundle', ...said(publication) }, compiled.text)
    },
    rollBack: (to = '', publication) => ask('POST', { to, ...said(publication) }),
    history: async () => (await told()).history,
    async live() {
      const { bundle } = await told()
      const decoded = bundle === null ? undefined : await decodeBundle(new TextEncoder().encode(bundle))
      return decoded?.ok ? decoded.bundle : undefined
    },
    close: async () => undefined,
  }
}
