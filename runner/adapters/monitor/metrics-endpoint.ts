import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { EXPOSITION_TYPE } from '../../../schema/wire/exposition.ts'
import type { MetricsPlace } from '../../ports/metrics-place.ts'

/** Prometheus needs one connection. Milliseconds. */
const BOUNDS = { connections: 16, request: 5000, idle: 60_000, header: 8192 } as const

/**
 * `GET /metrics` on exactly this address (`10.0.0.1:9469`, `[::1]:9469`), and nothing else. What is shown is asked for anew each
 * time that somebody comes.
 */
export const metricsEndpoint = (listen: string): MetricsPlace => {
  const { host, port } = addressOf(listen)
  let server: Server | undefined
  return {
    show: async text => {
      if (server !== undefined) return undefined
      const made = serverOf(text)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      made.once('error', reject)
      made.listen({ host, port, exclusive: true }, resolve)
      await promise
      // From now on: one connection more than the kernel gives is no reason to end the runner.
      made.off('error', reject).on('error', () => undefined)
      server = made
      return undefined
    },
    withdraw: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (server === undefined) return
      server.close(() => resolve())
      server.closeAllConnections()
      server = undefined
      await promise
    },
  }
}

const serverOf = (text: () => string): Server => {
  // Not by import(): see exchange() in http.ts.
  const { createServer } = process.getBuiltinModule('node:http')
  const server = createServer({
    headersTimeout: BOUNDS.request,
    requestTimeout: BOUNDS.request,
    keepAliveTimeout: BOUNDS.idle,
    connectionsCheckingInterval: BOUNDS.request,
    maxHeaderSize: BOUNDS.header,
  })
  server.maxConnections = BOUNDS.connections
  // A reader that does not read is let go, too.
  server.setTimeout(BOUNDS.idle)
  server.on('request', (request, response) => answer(request, response, text))
  return server
}

const answer = (request: IncomingMessage, response: ServerResponse, text: () => string): void => {
  // A body is not asked for, so none is read.
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  if (request.url?.split('?')[0] !== '/metrics') response.writeHead(404, headers).end()
  else if (request.method !== 'GET') response.writeHead(405, { ...headers, allow: 'GET' }).end()
  else response.writeHead(200, { ...headers, 'content-type': EXPOSITION_TYPE }).end(text())
}

const addressOf = (listen: string): { host: string; port: number } => {
  const at = listen.lastIndexOf(':')
  return { host: listen.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(listen.slice(at + 1)) }
}
