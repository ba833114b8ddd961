import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { CommandError } from '../command-error.ts'
import type { Manifest } from './manifest.ts'
import { lastPage, policyFor, startPage } from './page.ts'

/** Milliseconds that a person has for the two clicks. */
const PATIENCE = 15 * 60 * 1000

/** GitHub's code is good once, for an hour. */
const CODE = /^[A-Za-z0-9_-]{1,200}$/

interface Asking {
  /** The page at which GitHub takes a manifest, such as https://github.com/settings/apps/new */
  readonly action: string
  readonly manifestAt: (redirect: string) => Promise<Manifest>
  /** Is told the address that the person opens. */
  readonly opened: (address: string) => void
}

/**
 * Serves the page with the button on this machine alone, and waits for GitHub to send the browser back with a code. A
 * code that comes with another state than ours is not looked at: somebody else's App would become the control plane's. The page
 * holds the state, and others work on this machine too: so its address cannot be guessed either.
 */
export const awaitCode = async ({ action, manifestAt, opened }: Asking): Promise<string> => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = originOf(server)
  const [state, door] = [randomBytes(24).toString('base64url'), `/${randomBytes(24).toString('base64url')}`]
  const manifest = await manifestAt(`${origin}/created`)
  const target = `${action}?state=${state}`
  const code = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), PATIENCE)
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', origin)
      const found = codeIn(url, request, origin, state)
      if (found !== undefined) {
        clearTimeout(timer)
        answer(response, 200, lastPage('Done: go back to the terminal.'), action)
        resolve(found)
      } else if (url.pathname === door && isOurs(request, origin)) {
        answer(response, 200, startPage(manifest, target), action)
      } else answer(response, 404, lastPage('Nothing is here.'), action)
    })
  })
  opened(`${origin}${door}`)
  try {
    return await code
  } finally {
    server.close()
    server.closeIdleConnections()
  }
}

/** Another name for 127.0.0.1 is somebody's DNS, not the person at this machine. */
const isOurs = (request: IncomingMessage, origin: string): boolean =>
  request.method === 'GET' && `http://${request.headers.host}` === origin

const codeIn = (url: URL, request: IncomingMessage, origin: string, state: string): string | undefined => {
  const [code, shown] = [url.searchParams.get('code') ?? '', url.searchParams.get('state') ?? '']
  const same = shown.length === state.length && timingSafeEqual(Buffer.from(shown), Buffer.from(state))
  return url.pathname === '/created' && isOurs(request, origin) && same && CODE.test(code) ? code : undefined
}

const answer = (response: ServerResponse, status: number, html: string, action: string): void => {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policyFor(new URL(action).origin),
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  response.end(html)
}

const originOf = (server: Server): string => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  return `http://127.0.0.1:${address.port}`
}

const tooLate = (): CommandError =>
  new CommandError('problems', 'GitHub sent nobody back within 15 minutes', 'run the command again')
