import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SealedError } from '../../schema/wire/sealed.ts'
import { CommandError } from '../command-error.ts'
import { type Secret, sealedText } from './sealed-text.ts'

/** Writes `secrets/<name>.json` below the folder: ciphertext, for Git. Throws a CommandError. Returns its path. */
export const writeSealed = async (
  folder: string,
  secret: Secret,
  recipients: ReadonlyMap<string, string>,
): Promise<string> => {
  const target = path.join(folder, 'secrets', `${secret.name}.json`)
  const text = sealed(secret, recipients)
  try {
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text)
  } catch (cause) {
    throw new CommandError('unwritable', `${target} cannot be written`, 'check who owns the folder', cause)
  }
  return target
}

const sealed = (secret: Secret, recipients: ReadonlyMap<string, string>): string => {
  try {
    return sealedText(secret, recipients)
  } catch (cause) {
    if (!(cause instanceof SealedError)) throw cause
    throw new CommandError('problems', cause.message, 'see cygnet secret seal --help for what fits', cause)
  }
}
