import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandError } from '../command-error.ts'
import { ignoreInGit } from '../init/git-ignore.ts'

/** Where an operator's key lies unless told otherwise; Git ignores the folder. */
export const KEY_FILE = path.join('.cygnet', 'operator.pem')

/**
 * Makes an operator's key (mode 0600), encrypted when there is a passphrase. Throws a `CommandError` rather than write
 * over anything.
 */
export const makeOperatorKey = async (file: string, passphrase: string | undefined): Promise<KeyObject> => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const lock = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8', ...lock })
  if (file === KEY_FILE) await ignoreInGit('.', '/.cygnet/')
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, pem, { flag: 'wx', mode: 0o600, flush: true }).catch((cause: unknown) => {
    throw new CommandError(
      'unwritable',
      `${file} is there already, or cannot be written`,
      'keys are never overwritten: name another file with --file, or show this one with --show',
      cause,
    )
  })
  return privateKey
}
