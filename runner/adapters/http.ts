import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'

/** How one exchange is bounded. */
export interface ExchangeBounds {
  /** Of the answer's body; more is a failure, not a cut. */
  readonly bytes: number
  /** From the first packet to the last byte. */
  readonly seconds: number
}

export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly headers: OutgoingHttpHeaders
  readonly body?: Uint8Array
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Uint8Array
}

/** unreachable: no connection, or it broke. too-large, too-slow: a bound was crossed. refused: an address we do not talk to. */
export type HttpErrorCode = 'unreachable' | 'too-large' | 'too-slow' | 'refused'

export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly code: HttpErrorCode
  constructor(code: HttpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The address when it may be spoken to: https anywhere, http on the loopback interface only. Throws an `HttpError`. */
export const allowedUrl = (text: string): URL => {
  const url = URL.parse(text)
  const plain = url?.protocol === 'http:' && LOOPBACK.test(url.hostname)
  if (url === null || (url.protocol !== 'https:' && !plain))
    throw new HttpError('refused', `${text} is neither https nor on this machine`)
  return url
}

/** One request and its whole answer, never followed anywhere. Throws an `HttpError`. */
export const exchange = async (url: URL, what: Exchange, bounds: ExchangeBounds): Promise<Answer> => {
  // Not by import(): that reads every export of the module, and one of them loads all of fetch and WebSocket.
  const { request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http')
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const sent = request(url, { method: what.method, headers: what.headers, agent: false })
  // Not an AbortSignal: its clock runs on after the answer, and holds request and socket for as long.
  const clock = setTimeout(
    () => sent.destroy(new HttpError('too-slow', `${url.host}: not done in ${bounds.seconds} s`)),
    bounds.seconds * 1000,
  )
  sent.on('error', reject)
  // Node gives up the connection without a word after a 101 that nobody asked for; without a listener here it would be waited for for ever.
  sent.on('upgrade', (_, socket) => {
    socket.destroy()
    reject(new HttpError('refused', `${url.host} speaks another protocol all of a sudden`))
  })
  sent.on('response', answer => {
    const { statusCode: status = 0, headers } = answer
    bodyOf(answer, bounds.bytes, body => resolve({ status, headers, body }), reject)
  })
  sent.end(what.body)
  try {
    return await promise
  } catch (cause) {
    sent.destroy()
    if (cause instanceof HttpError) throw cause
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new HttpError('unreachable', `${url.host}: ${words}`, { cause })
  } finally {
    clearTimeout(clock)
  }
}

/** Gathers a body up to a limit; stops at the first byte too many, or before the first when more is announced. */
const bodyOf = (
  answer: IncomingMessage,
  limit: number,
  done: (body: Uint8Array) => void,
  fail: (why: Error) => void,
): void => {
  const chunks: Buffer[] = []
  let length = 0
  const announced = Number(answer.headers['content-length'] ?? 0)
  if (announced > limit)
    return fail(
      new HttpError('too-large', `an answer of ${announced} bytes is announced, ${limit} are allowed`),
    )
  answer.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limit) fail(new HttpError('too-large', `more than ${limit} bytes were sent`))
    else chunks.push(chunk)
  })
  answer.on('error', fail)
  // Also when the connection breaks off in the middle of a body: then it is not complete.
  answer.on('close', () =>
    answer.complete
      ? done(new Uint8Array(Buffer.concat(chunks)))
      : fail(new Error('the connection was closed within an answer')),
  )
}
