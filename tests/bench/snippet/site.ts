import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Tracked } from './losses.ts'
import type { Subject } from './subjects.ts'

/** What a slot has by default. No margin leaves it: painted before the heading had come, the page would shift by itself. */
const SLOT = '<div data-acquaint="hero" style="height:120px"><h2>Default</h2></div>'

/** A page of middling size: two hundred paragraphs, forty buttons. */
const body = `
<p><a id="away" href="/next">Away</a></p>${Array.from({ length: 200 }, (_, i) => `<p>Paragraph ${i}</p>${i % 5 ? '' : `<button id="b${i}">Button ${i}</button>`}`).join('')}`

/** What the least of scripts of a site's own does: it touches an element, and asks what browser this is. */
const OWN = '<script>document.body.dataset.ready = navigator.language</script>'

/** The pages that differ from `/page`, whose slot is filled by whoever can: one without a slot, one with a script of its own. */
const CONTENT: Record<string, string> = {
  '/plain': SLOT.replace(' data-acquaint="hero"', ''),
  '/own': OWN + SLOT,
}

export interface Site extends Tracked {
  close(): void
}

/** A server on its own port with one subject in every page; it finds the markers in whatever is told to it. */
export async function openSite(subject: Subject, consented: boolean): Promise<Site> {
  let failing = false
  const told: [batch: string, text: string][] = []
  const tag = subject.script ? (subject.tag ?? '<script async src="/tracker.js"></script>') : ''
  const page = (content = SLOT) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title><style>h2{margin:0}</style>${tag}${consented ? (subject.consent ?? '') : ''}</head><body>${content}${body}</body></html>`
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url!, origin)
      const text = Buffer.concat(chunks).toString()
      const send = (status: number, type: string, answer: string) =>
        response
          .writeHead(status, {
            'content-type': type,
            'cache-control': type.startsWith('text/html') ? 'no-store' : 'max-age=600',
            'access-control-allow-origin': request.headers.origin ?? '*',
            'access-control-allow-credentials': 'true',
            'access-control-allow-headers':
              'content-type,authorization,anonymousid,sp-anonymous,openpanel-client-id,openpanel-sdk-name,openpanel-sdk-version',
          })
          .end(answer)
      if (url.pathname === '/tracker.js') return send(200, 'text/javascript', subject.script!)
      const [start, answer] =
        Object.entries(subject.answers ?? {}).find(([path]) => url.pathname.startsWith(path)) ?? []
      if (request.method === 'POST' && !/\/(flags|decide)\b/.test(url.pathname)) {
        if (failing) return send(500, 'application/json', '{}')
        told.push([/"batch":"([\w-]{22})"/.exec(text)?.[1] ?? `${told.length}`, text])
      } else if (
        request.method === 'GET' &&
        !answer &&
        (request.headers['sec-fetch-dest'] ?? 'document') === 'document'
      )
        return send(200, 'text/html', page(CONTENT[url.pathname]))
      const value = answer && start ? answer(origin, text) : {}
      return typeof value === 'string'
        ? send(200, 'text/javascript', value)
        : send(200, 'application/json', JSON.stringify(value))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: origin,
    fail: (on) => {
      failing = on
    },
    stored() {
      const counts = new Map<string, number>()
      // A batch that came twice is stored once, as the edge does it.
      for (const [, text] of new Map(told)) {
        const plain = text.includes('%') ? unescape(text) : text
        const [start, wanted] = subject.events ?? [/\n/, /(?:)/]
        for (const event of plain.split(start))
          if (wanted.test(event))
            for (const marker of new Set(event.match(/m-[a-z]+-\d+(?:-\d)?/g) ?? []))
              counts.set(marker, (counts.get(marker) ?? 0) + 1)
      }
      return counts
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
