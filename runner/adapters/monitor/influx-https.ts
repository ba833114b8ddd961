import { retryAfter, verdictOf, type WriteTarget } from '../../core/monitor/influx-target.ts'
import type { Database, Delivery } from '../../ports/database.ts'
import { type Answer, exchange, HttpError } from '../http.ts'

const BOUNDS = { bytes: 64 * 1024, seconds: 20 }

/** An InfluxDB of 1.x or 2.x, by its HTTP interface. Also without TLS: inside of a tunnel many have none. */
export const influxDatabase = ({ url, authorization }: Extract<WriteTarget, { url: URL }>): Database => ({
  send: async lines => {
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      ...(authorization === undefined ? {} : { authorization }),
    }
    try {
      const answer = await exchange(url, { method: 'POST', headers, body: Buffer.from(lines) }, BOUNDS)
      return delivered(answer, url)
    } catch (error) {
      // What node says of a request that it does not even send may quote it.
      const why = error instanceof HttpError ? error.message : `${url.host} cannot be asked`
      return { kind: 'later', why, patience: 0 }
    }
  },
})

const delivered = ({ status, headers, body }: Answer, url: URL): Delivery => {
  const kind = verdictOf(status)
  if (kind === 'taken') return { kind, why: '', patience: 0 }
  const why = `${url.host} answers ${status}: ${saidIn(body)}`
  return { kind, why, patience: retryAfter(headers['retry-after']) }
}

/** What it says of the fault, which is `error` in 1.x and `message` in 2.x: somebody else's words, so one short line of plain characters. */
const saidIn = (body: Uint8Array): string =>
  Buffer.from(body.subarray(0, 200))
    .toString('latin1')
    .replaceAll(/[^ -~]+/g, ' ')
    .trim()
