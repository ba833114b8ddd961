import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import {
  ARCHITECTURES,
  type Architecture,
  MAX_PACKAGE_BYTES,
  PACKAGE_NAME,
  RunnerVersion,
} from '../../schema/wire/runner-release.ts'
import { CommandError } from '../command-error.ts'

const run = promisify(execFile)

/** A package of the runner, with what is said of it in public. */
export interface PackageFile {
  readonly version: string
  readonly architecture: Architecture
  readonly sha256: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Reads a .deb and what its control file says, by dpkg-deb. Throws a `CommandError` when it is no package of the runner. */
export const readPackage = async (file: string): Promise<PackageFile> => {
  const [name, version, architecture] = await fieldsOf(file)
  const known = ARCHITECTURES.find(one => one === architecture)
  if (name !== PACKAGE_NAME || known === undefined || !RunnerVersion.safeParse(version).success)
    throw new CommandError(
      'problems',
      `${file} is ${name} ${version} for ${architecture}: no package of the runner that gateways would install`,
      `publish ${PACKAGE_NAME} with a version such as 0.2.0, for ${ARCHITECTURES.join(' or ')}`,
    )
  const bytes = new Uint8Array(await readFile(file))
  if (bytes.length > MAX_PACKAGE_BYTES)
    throw new CommandError(
      'problems',
      `${file} has ${bytes.length} bytes, and gateways take at most ${MAX_PACKAGE_BYTES}`,
      'look at what got into it: dpkg-deb --contents',
    )
  return { version, architecture: known, sha256: createHash('sha256').update(bytes).digest('hex'), bytes }
}

const fieldsOf = async (file: string): Promise<readonly [string, string, string]> => {
  const show = ['--showformat', '${Package}\n${Version}\n${Architecture}\n']
  try {
    const { stdout } = await run('dpkg-deb', [...show, '--show', file])
    const [name = '', version = '', architecture = ''] = stdout.split('\n')
    return [name, version, architecture]
  } catch (cause) {
    throw new CommandError(
      'unreadable',
      `${file} cannot be read as a Debian package`,
      'name a .deb that is there; dpkg-deb comes with Debian, and elsewhere with the package dpkg',
      cause,
    )
  }
}
