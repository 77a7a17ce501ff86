import { createServer } from 'node:net'

/** Whether nobody listens at a port of this machine yet; asked first, because workerd says so with a stack of addresses only. */
export const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
