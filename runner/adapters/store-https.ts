import { type Bounds, type Fetched, type Source, SourceError } from '../ports/source.ts'
import { type Answer, allowedUrl, exchange, HttpError } from './http.ts'

/** Redirects that are followed for one object. */
const MAX_REDIRECTS = 3

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** A repository on any web server: `base` is its address, with or without a slash at its end. */
export const httpsStore = (base: string): Source => ({
  get: async (path, bounds, etag) => {
    try {
      return await fetched(`${base.replace(/\/+$/, '')}/${path}`, bounds, etag)
    } catch (cause) {
      if (cause instanceof HttpError) throw new SourceError(cause.code, cause.message, { cause })
      throw cause
    }
  },
})

const fetched = async (address: string, bounds: Bounds, etag: string | undefined): Promise<Fetched> => {
  const deadline = Date.now() + bounds.seconds * 1000
  let url = allowedUrl(address)
  for (let redirects = 0; ; redirects++) {
    const headers = { accept: '*/*', 'accept-encoding': 'identity', ...(etag && { 'if-none-match': etag }) }
    const seconds = Math.max((deadline - Date.now()) / 1000, 0.001)
    const answer = await exchange(url, { method: 'GET', headers }, { bytes: bounds.bytes, seconds })
    if (!REDIRECTS.has(answer.status)) return judged(answer, url)
    if (redirects === MAX_REDIRECTS) throw new SourceError('refused', `${url.host} redirects too often`)
    url = redirected(url, answer)
  }
}

/** Elsewhere only as safely as here: https never leads to plain text. */
const redirected = (from: URL, answer: Answer): URL => {
  const to = allowedUrl(URL.parse(answer.headers.location ?? '', from.href)?.href ?? '')
  if (from.protocol === 'https:' && to.protocol !== 'https:')
    throw new SourceError('refused', `${from.host} redirects to an address without TLS`)
  return to
}

const judged = ({ status, headers, body }: Answer, url: URL): Fetched => {
  if (status === 200) return { kind: 'found', bytes: body, etag: headers.etag }
  if (status === 304) return { kind: 'unchanged' }
  if (status === 404 || status === 410) return { kind: 'missing' }
  if (status >= 500 || status === 429) throw new SourceError('unreachable', `${url.host} answers ${status}`)
  throw new SourceError('refused', `${url.host} answers ${status}`)
}
