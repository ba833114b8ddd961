import { open } from 'node:fs/promises'
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

const read = async (file: string, bounds: Bounds, etag: string | undefined): Promise<Fetched> => {
  const handle = await open(file, 'r')
  await using _ = handle
  const { size, mtimeNs, ino } = await handle.stat({ bigint: true })
  const tag = `"${ino.toString(16)}-${size.toString(16)}-${mtimeNs.toString(16)}"`
  if (etag === tag) return { kind: 'unchanged' }
  if (size > BigInt(bounds.bytes)) throw new SourceError('too-large', `more than ${bounds.bytes} bytes`)
  const bytes = await handle.readFile({ signal: AbortSignal.timeout(bounds.seconds * 1000) })
  if (bytes.length > bounds.bytes) throw new SourceError('too-large', `more than ${bounds.bytes} bytes`)
  return { kind: 'found', bytes: new Uint8Array(bytes), etag: tag }
}
