import { createServer } from 'node:net'

/** Why nobody can listen at a port of this machine, and what to do; asked first, because workerd says so with a stack of addresses only. */
export const portFault = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return resolve('A port is a number up to 65535. Try: PORT=8787 npm start')
    const server = createServer()
      .once('error', ({ code, message }: NodeJS.ErrnoException) =>
        resolve(
          code === 'EADDRINUSE'
            ? `Port ${port} is taken. Try: PORT=${port + 1} npm start`
            : `Port ${port} can't be had (${message}). Try: PORT=8787 npm start`,
        ),
      )
      .listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
