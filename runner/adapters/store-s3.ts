import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { S3Access } from '../core/config.ts'
import { type Bounds, type Fetched, type Source, SourceError } from '../ports/source.ts'

/** A repository in any S3: `s3://bucket/prefix`. Loaded only when there is one: the client is large. */
export const s3Store = (address: string, access: S3Access): Source => {
  const { hostname: bucket, pathname } = new URL(address)
  const prefix = pathname.replace(/^\/+|\/+$/g, '')
  const { endpoint, region, accessKeyId, secretAccessKey } = access
  const client = new S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId, secretAccessKey },
    // Vendors other than Amazon know neither the checksums nor their trailers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
  })
  return {
    get: async (path, bounds, etag) =>
      await fetched(
        client,
        { Bucket: bucket, Key: prefix === '' ? path : `${prefix}/${path}`, IfNoneMatch: etag },
        bounds,
      ),
  }
}

const fetched = async (
  client: S3Client,
  wanted: { readonly Bucket: string; readonly Key: string; readonly IfNoneMatch: string | undefined },
  bounds: Bounds,
): Promise<Fetched> => {
  const abortSignal = AbortSignal.timeout(bounds.seconds * 1000)
  try {
    const { Body, ContentLength = 0, ETag } = await client.send(new GetObjectCommand(wanted), { abortSignal })
    if (ContentLength > bounds.bytes) throw tooLarge(bounds)
    return { kind: 'found', bytes: await wholeBody(Body?.transformToWebStream(), bounds), etag: ETag }
  } catch (cause) {
    if (cause instanceof SourceError) throw cause
    if (abortSignal.aborted)
      throw new SourceError('too-slow', `${wanted.Key}: not done in ${bounds.seconds} s`, { cause })
    return judged(cause, wanted.Key)
  }
}

const wholeBody = async (
  stream: ReadableStream<Uint8Array> | undefined,
  bounds: Bounds,
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream ?? []) {
    length += chunk.length
    if (length > bounds.bytes) throw tooLarge(bounds)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const tooLarge = (bounds: Bounds): SourceError =>
  new SourceError('too-large', `more than ${bounds.bytes} bytes were sent`)

const judged = (cause: unknown, key: string): Fetched => {
  const status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined
  if (status === 304) return { kind: 'unchanged' }
  if (status === 404) return { kind: 'missing' }
  const words = cause instanceof Error ? cause.message : String(cause)
  const refused = status !== undefined && status < 500 && status !== 429
  throw new SourceError(refused ? 'refused' : 'unreachable', `${key}: ${words}`, { cause })
}
