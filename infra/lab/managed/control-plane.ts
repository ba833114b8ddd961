import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { type Report, SignedReport } from '../../../schema/wire/report.ts'
import { MAX_REPORT_BYTES } from '../../../schema/wire/report-bounds.ts'
import { reportVerifies } from '../../../schema/wire/signature.ts'
import type { LabKeys } from './enrolled.ts'

/** What stands in for the Worker where only its two faces towards gateways are wanted. */
export interface LabControlPlane {
  /** On this machine's loopback. */
  readonly port: number
  /** Reports that were signed by the gateway they name, in the order of their arrival. */
  readonly reports: readonly Report[]
  /** False: connections are cut without an answer, as when nobody is there. */
  answers: boolean
  stop(): void
}

/** Serves a repository below `/repository/` with ETags, and takes reports at `/reports`, those that are genuine. */
export const startLabControlPlane = async (
  objects: ReadonlyMap<string, Uint8Array>,
  keys: ReadonlyMap<string, LabKeys>,
): Promise<LabControlPlane> => {
  const reports: Report[] = []
  const server = createServer((request, response) => {
    if (!plane.answers) request.socket.destroy()
    else if (request.method === 'POST') void take(request, response, keys, reports)
    else serve(request, response, objects)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const plane = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    reports,
    answers: true,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return plane
}

const serve = (
  request: IncomingMessage,
  response: ServerResponse,
  objects: ReadonlyMap<string, Uint8Array>,
): void => {
  const object = objects.get((request.url ?? '').replace('/repository/', ''))
  const etag = object === undefined ? '' : `"${digestOf(object)}"`
  if (object === undefined) response.writeHead(404).end()
  else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
  else response.writeHead(200, { etag }).end(object)
}

const take = async (
  request: IncomingMessage,
  response: ServerResponse,
  keys: ReadonlyMap<string, LabKeys>,
  reports: Report[],
): Promise<void> => {
  const signed = await read(request).catch(() => undefined)
  const key = signed && keys.get(signed.report.gateway)?.sign.publicKey
  const genuine = signed !== undefined && key !== undefined && reportVerifies(signed, toBase64(key))
  if (genuine) reports.push(signed.report)
  response.writeHead(genuine ? 202 : 403).end()
}

const read = async (request: IncomingMessage): Promise<SignedReport> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > MAX_REPORT_BYTES) throw new RangeError('too large')
  }
  return SignedReport.parse(JSON.parse(text))
}
