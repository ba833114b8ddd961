import { Readable } from 'node:stream'
import { GetObjectCommand, S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3'
import type { S3Access } from '../core/config.ts'
import { visible } from '../core/visible.ts'
import { type Bounds, type Fetched, type Source, SourceError } from '../ports/source.ts'
import { exchange, HttpError } from './http.ts'

/** A repository in any S3: `s3://bucket/prefix`. Loaded only when there is one: the client is large. */
export const s3Store = (address: string, access: S3Access): Source => {
  const { hostname: bucket, pathname } = new URL(address)
  const prefix = pathname.replace(/^\/+|\/+$/g, '')
  const { endpoint, region, accessKeyId, secretAccessKey } = access
  const clientWithin = (bounds: Bounds): S3Client =>
    new S3Client({
      region,
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      credentials: { accessKeyId, secretAccessKey },
      // Vendors other than Amazon know neither the checksums nor their trailers.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 2,
      requestHandler: boundedBy(bounds),
    })
  return {
    get: async (path, bounds, etag) =>
      await fetched(
        clientWithin(bounds),
        { Bucket: bucket, Key: prefix === '' ? path : `${prefix}/${path}`, IfNoneMatch: etag },
        bounds,
      ),
  }
}

type Handler = Extract<NonNullable<S3ClientConfig['requestHandler']>, { handle: unknown }>
type Asked = Parameters<Handler['handle']>[0]

/** Why an object cannot be had is said in at most this many bytes, of XML. */
const MAX_WORDS = 16 * 1024

/**
 * The one bounded exchange of this program in the place of the client's own: that reads why it is refused to the end, however long
 * that is, and keeps the connection of an answer that nobody reads.
 */
const boundedBy = (bounds: Bounds): Handler => {
  const deadline = Date.now() + bounds.seconds * 1000
  return {
    handle: async ({ protocol, hostname, port, path, query = {}, headers }: Asked) => {
      const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`)
      // Of a GET each is one text.
      for (const [name, value] of Object.entries(query))
        if (typeof value === 'string') url.searchParams.append(name, value)
      const seconds = Math.max((deadline - Date.now()) / 1000, 0.001)
      const bytes = Math.max(bounds.bytes, MAX_WORDS)
      const answer = await exchange(url, { method: 'GET', headers }, { bytes, seconds })
      const said = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
      return {
        response: {
          statusCode: answer.status,
          headers: Object.fromEntries(said),
          body: Readable.from([answer.body]),
        },
      }
    },
  }
}

const fetched = async (
  client: S3Client,
  wanted: { readonly Bucket: string; readonly Key: string; readonly IfNoneMatch: string | undefined },
  bounds: Bounds,
): Promise<Fetched> => {
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand(wanted))
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
    if (bytes.length > bounds.bytes)
      throw new SourceError('too-large', `more than ${bounds.bytes} bytes were sent`)
    return { kind: 'found', bytes, etag: ETag }
  } catch (cause) {
    if (cause instanceof SourceError) throw cause
    return judged(cause, wanted.Key)
  }
}

const judged = (cause: unknown, key: string): Fetched => {
  if (cause instanceof HttpError) throw new SourceError(cause.code, cause.message, { cause })
  const status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined
  if (status === 304) return { kind: 'unchanged' }
  if (status === 404) return { kind: 'missing' }
  const words = visible(cause instanceof Error ? cause.message : String(cause)).slice(0, 300)
  const refused = status !== undefined && status < 500 && status !== 429
  throw new SourceError(refused ? 'refused' : 'unreachable', `${key}: ${words}`, { cause })
}
