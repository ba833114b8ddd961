import { createServer, type Server } from 'node:net'
import type { Lock } from '../ports/lock.ts'

/** A name in the kernel's abstract socket space: bound by one process at a time, free the moment that process is gone. */
export const LOCK = '\0cygnet-runner'

/** One runner at a time, by who holds an abstract Unix socket. */
export const socketLock: Lock = {
  holding: async task => {
    const held = await bind()
    if (held === undefined) return undefined
    try {
      return { value: await task() }
    } finally {
      held.close()
    }
  },
}

const bind = (): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy())
    server.once('error', error =>
      'code' in error && error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(LOCK, () => resolve(server))
  })
