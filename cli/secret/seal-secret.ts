import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SealedError } from '../../schema/wire/sealed.ts'
import { CommandError } from '../command-error.ts'
import { type Secret, sealedText } from './sealed-text.ts'

/**
 * Writes `secrets/<name>.json` below the folder: ciphertext, for Git. `over` says whether one that is there may go: nobody can
 * open it here to see whether it holds the same. Throws a CommandError. Returns its path.
 */
export const writeSealed = async (
  folder: string,
  secret: Secret,
  recipients: ReadonlyMap<string, string>,
  over: 'replace' | 'keep' = 'replace',
): Promise<string> => {
  const target = path.join(folder, 'secrets', `${secret.name}.json`)
  const text = sealed(secret, recipients)
  try {
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text, { flag: over === 'keep' ? 'wx' : 'w' })
  } catch (cause) {
    if (isThere(cause))
      throw new CommandError(
        'problems',
        `${target} is there already, and whoever was given that secret could not connect with a new one`,
        'to seal the same one again, give it with --from; for a new one, write --replace and give the peer what is printed',
      )
    throw new CommandError('unwritable', `${target} cannot be written`, 'check who owns the folder', cause)
  }
  return target
}

const isThere = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'

const sealed = (secret: Secret, recipients: ReadonlyMap<string, string>): string => {
  try {
    return sealedText(secret, recipients)
  } catch (cause) {
    if (!(cause instanceof SealedError)) throw cause
    throw new CommandError('problems', cause.message, 'see cygnet secret seal --help for what fits', cause)
  }
}
