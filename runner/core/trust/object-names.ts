import { digestOf } from '../digest.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedArtifact, TrustedRoot } from './trusted.ts'

/** Most bytes of a file's name on Linux, less what an atomic write puts around it. */
const MAX_FILE_NAME = 240

/**
 * Any text as one segment of an address and as one file's name: what RFC 3986 does not leave alone is escaped, the slash
 * too, so that no role's name leads anywhere. Throws `unsafe-name` for what is no text or too long.
 */
export const segmentOf = (name: string): string => {
  const segment = escaped(name)
  if (segment.length > MAX_FILE_NAME)
    throw new TrustError('unsafe-name', `a name of ${name.length} characters`)
  return segment
}

const escaped = (name: string): string => {
  try {
    return encodeURIComponent(name).replace(
      /[!'()*]/g,
      mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  } catch (cause) {
    throw new TrustError('unsafe-name', 'a name that is not Unicode', { cause })
  }
}

/** Where the repository keeps a role: with its version where snapshots are consistent (TUF §6.2). */
export const rolePath = (root: TrustedRoot, role: string, version: number): string =>
  root.metadata.signed.consistentSnapshot
    ? `metadata/${version}.${segmentOf(role)}.json`
    : `metadata/${segmentOf(role)}.json`

/**
 * Where it keeps a listed file: with a hash before the file's name where snapshots are consistent. Throws `unsafe-name`
 * when a part of the path is empty, `.` or `..`: in an address these would lead elsewhere.
 */
export const artifactPath = (root: TrustedRoot, { path, hashes }: TrustedArtifact): string => {
  const parts = path.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..'))
    throw new TrustError('unsafe-name', `${path} is no path of a file`)
  const prefix = hashes.sha256 ?? hashes.sha512 ?? hashes.sha384
  const file = escaped(parts.pop() ?? '')
  const named = root.metadata.signed.consistentSnapshot ? `${prefix}.${file}` : file
  return ['targets', ...parts.map(escaped), named].join('/')
}

/** The one name under which a listed file is kept: its whole path as one file's name, or a hash of a path too long for it. */
export const artifactFile = ({ path }: TrustedArtifact): string => {
  const name = escaped(path)
  if (name.length <= MAX_FILE_NAME && name !== '.' && name !== '..') return name
  return digestOf(path)
}
