import { createServer } from 'node:net'
import * as fc from 'fast-check'
import { httpsControlPlane } from '../../../runner/adapters/control-plane-https.ts'
import { httpsStore } from '../../../runner/adapters/store-https.ts'
import { SourceError } from '../../../runner/ports/source.ts'
import { must, never, type Parser } from './parser.ts'

/** What the next request gets, whatever it was for. */
let answer: Buffer = Buffer.alloc(0)
const server = createServer(socket => {
  socket.on('error', () => undefined)
  socket.once('data', () => socket.end(answer))
})
await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
server.unref()
const address = server.address()
const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
const source = httpsStore(base)

const http = (first: string, headers: readonly string[], body = ''): Buffer =>
  Buffer.from([first, ...headers, '', body].join('\r\n'))

const SAMPLES: readonly Buffer[] = [
  http('HTTP/1.1 200 OK', ['Content-Length: 3', 'ETag: "x"'], 'abc'),
  http('HTTP/1.1 304 Not Modified', ['ETag: W/"x"']),
  http('HTTP/1.1 302 Found', ['Location: /elsewhere', 'Content-Length: 0']),
  http('HTTP/1.1 200 OK', ['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n'),
  http(
    'HTTP/1.1 413 x',
    ['Content-Type: application/json', 'Content-Length: 26'],
    '{"error":{"code":"large"}}',
  ),
]

const LINES = [
  'HTTP/1.1 200 OK',
  'HTTP/1.1 304 x',
  'HTTP/1.0 301 x',
  'HTTP/1.1 999 x',
  'HTTP/1.1 100 x',
  'FTP',
]
const HEADERS = [
  'Content-Length: 3',
  'Content-Length: -1',
  'Content-Length: 99999999999',
  'Transfer-Encoding: chunked',
  'Location: http://192.0.2.1/',
  'Location: \u0000',
  'Location: file:///etc/shadow',
  'ETag: "x"',
  `ETag: "${'x'.repeat(5000)}"`,
  'Content-Encoding: gzip',
  ': no name',
]
const answers = fc
  .tuple(
    fc.constantFrom(...LINES),
    fc.array(fc.constantFrom(...HEADERS), { maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  .map(parts => http(...parts))

const MAX_BYTES = 64

/** What a gateway is answered, by a repository and by its control plane. */
export const HTTP_PARSERS: readonly Parser[] = [
  {
    name: 'answers of a repository',
    share: 10_000,
    samples: SAMPLES,
    structured: answers,
    feed: async bytes => {
      answer = bytes
      const fetched = await source.get('x', { bytes: MAX_BYTES, seconds: 2 }, '"1"')
      must(fetched.kind !== 'found' || fetched.bytes.length <= MAX_BYTES, 'an object keeps its bound')
    },
    refuses: error => error instanceof SourceError,
  },
  {
    name: 'answers to a report',
    share: 10_000,
    samples: SAMPLES,
    structured: answers,
    feed: async bytes => {
      answer = bytes
      const delivery = await httpsControlPlane.post(`${base}/reports`, Buffer.from('{}'))
      must(delivery.kind === 'taken' || delivery.words.length < 1000, 'words are few')
    },
    refuses: never,
  },
]
