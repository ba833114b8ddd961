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
  const signal = AbortSignal.timeout(bounds.seconds * 1000)
  return await new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(
        cause instanceof HttpError
          ? cause
          : signal.aborted
            ? new HttpError('too-slow', `${url.host}: not done in ${bounds.seconds} s`, { cause })
            : new HttpError('unreachable', `${url.host}: ${cause.message}`, { cause }),
      )
    const sent = request(
      url,
      { method: what.method, headers: what.headers, signal, agent: false },
      answer => {
        bodyOf(answer, bounds.bytes).then(
          body => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
          fail,
        )
      },
    )
    sent.on('error', fail)
    sent.end(what.body)
  })
}

const bodyOf = async (answer: IncomingMessage, limit: number): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  let length = 0
  const announced = Number(answer.headers['content-length'] ?? 0)
  if (announced > limit) {
    answer.destroy()
    throw new HttpError('too-large', `an answer of ${announced} bytes is announced, ${limit} are allowed`)
  }
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > limit) throw new HttpError('too-large', `more than ${limit} bytes were sent`)
    chunks.push(bytes)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
