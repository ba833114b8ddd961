import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bounds, type Fetched, type Source, SourceError } from '../ports/source.ts'

/** Segments of repository paths: nothing that could lead out of the folder. */
const PATH = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/

/** A repository in a folder, such as a USB stick: `file:///media/stick/repository`. Size and time of change are its ETag. */
export const folderStore = (address: string): Source => {
  const folder = fileURLToPath(address)
  return {
    get: async (path, bounds, etag) => {
      if (!PATH.test(path)) throw new SourceError('refused', `${path} is no path of a repository`)
      try {
        return await read(join(folder, path), bounds, etag)
      } catch (cause) {
        if (cause instanceof SourceError) throw cause
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { kind: 'missing' }
        throw new SourceError(
          'unreachable',
          `${path}: ${cause instanceof Error ? cause.message : 'unreadable'}`,
          {
            cause,
          },
        )
      }
    },
  }
}

/**
 * Whoever fills a stick may put there what is no file: a pipe, which would be waited for, or a link to a device without end. So it
 * is opened without waiting, and read only as far as asked for.
 */
const read = async (file: string, bounds: Bounds, etag: string | undefined): Promise<Fetched> => {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  await using _ = handle
  const stat = await handle.stat({ bigint: true })
  if (!stat.isFile()) throw new SourceError('refused', `${file} is no file`)
  const { size, mtimeNs, ino } = stat
  const tag = `"${ino.toString(16)}-${size.toString(16)}-${mtimeNs.toString(16)}"`
  if (etag === tag) return { kind: 'unchanged' }
  if (size > BigInt(bounds.bytes)) throw tooLarge(bounds)
  return { kind: 'found', bytes: await bytesOf(handle, bounds), etag: tag }
}

const bytesOf = async (handle: FileHandle, bounds: Bounds): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  const signal = AbortSignal.timeout(bounds.seconds * 1000)
  for await (const chunk of handle.createReadStream({ autoClose: false, end: bounds.bytes, signal })) {
    chunks.push(chunk)
    length += chunk.length
  }
  if (length > bounds.bytes) throw tooLarge(bounds)
  return new Uint8Array(Buffer.concat(chunks))
}

const tooLarge = ({ bytes }: Bounds): SourceError => new SourceError('too-large', `more than ${bytes} bytes`)
