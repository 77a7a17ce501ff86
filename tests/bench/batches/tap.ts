import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { CollectRequest } from '../../../snippet/wire.ts'

/** A request that the edge got, as it arrived. */
export interface Arrived {
  route: string
  /** Of a collect. */
  body: CollectRequest | undefined
}

/** How much later than the server has them answers come, ms: here both the shop and the edge are on the same machine. */
export interface Delays {
  page: number
  edge: number
}

/** Stands before a server and notes what goes to the edge's routes, word for word; also what a page sends while it goes. */
export async function tap(to: URL, hear: (arrived: Arrived) => void, delays: Delays) {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk) => chunks.push(chunk))
    incoming.on('end', async () => {
      const body = Buffer.concat(chunks)
      const route = /^\/v1\/(\w+)/.exec(incoming.url ?? '')?.[1]
      if (route) hear({ route, body: route === 'collect' ? JSON.parse(body.toString()) : undefined })
      const { method, headers, url: path } = incoming
      if (route) await pause(delays.edge)
      else if (headers['sec-fetch-dest'] === 'document') await pause(delays.page)
      const onward = ask({ host: to.hostname, port: to.port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      onward.end(body)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
