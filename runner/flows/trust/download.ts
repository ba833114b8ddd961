import { TrustError } from '../../core/trust/trust-error.ts'
import { type Bounds, type Fetched, type Source, SourceError } from '../../ports/source.ts'

/** No single object may take longer; metadata is small, a bundle is at most 4 MiB, and a larger file comes at 1 MiB/s at least. */
const secondsFor = (bytes: number): number => Math.max(30, bytes / 2 ** 20)

/** One object of at most this many bytes. More is a `TrustError`; a source that does not answer stays a `SourceError`. */
export const download = async (
  source: Source,
  path: string,
  bytes: number,
  etag?: string,
  seconds = secondsFor(bytes),
): Promise<Fetched> => {
  const fetched = await get(source, path, { bytes, seconds }, etag)
  if (fetched.kind === 'found' && fetched.bytes.length > bytes) throw tooLarge(path, bytes)
  return fetched
}

/** The same, where the object must be there. Throws `missing` when it is not. */
export const downloadBytes = async (
  source: Source,
  path: string,
  bytes: number,
  seconds = secondsFor(bytes),
): Promise<Uint8Array> => {
  const fetched = await download(source, path, bytes, undefined, seconds)
  if (fetched.kind !== 'found') throw new TrustError('missing', `the repository holds no ${path}`)
  return fetched.bytes
}

const get = async (
  source: Source,
  path: string,
  bounds: Bounds,
  etag: string | undefined,
): Promise<Fetched> => {
  try {
    return await source.get(path, bounds, etag)
  } catch (cause) {
    if (cause instanceof SourceError && cause.code === 'too-large') throw tooLarge(path, bounds.bytes, cause)
    throw cause
  }
}

const tooLarge = (path: string, bytes: number, cause?: Error): TrustError =>
  new TrustError('too-large', `${path} has more than ${bytes} bytes`, { cause })
