import { createPrivateKey, type KeyObject } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandError } from '../command-error.ts'

/** Where the authority's private key lies when nothing else is said; Git ignores the folder. */
export const AUTHORITY_KEY = '.cygnet/authority/key.pem'

/**
 * Writes the authority's private key (0600), encrypted when there is a passphrase. Throws a CommandError when the file is there:
 * keys are never overwritten.
 */
export const saveAuthorityKey = async (
  file: string,
  key: KeyObject,
  passphrase: string | undefined,
): Promise<void> => {
  const sealed = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, key.export({ format: 'pem', type: 'pkcs8', ...sealed }), {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    })
    await chmod(file, 0o600)
  } catch (cause) {
    throw new CommandError(
      'unwritable',
      `${file} cannot be written, or is there already: keys are never overwritten`,
      'name another file with --key-file',
      cause,
    )
  }
}

/** Reads it. The cause is dropped on purpose: it may quote the key. Throws a CommandError. */
export const loadAuthorityKey = async (file: string, passphrase: string | undefined): Promise<KeyObject> => {
  const pem = await readFile(file, 'utf8').catch(() => undefined)
  if (pem === undefined)
    throw new CommandError(
      'unreadable',
      `the authority's private key is not in ${file}`,
      'fetch it from where it is kept, or name it with --key-file',
    )
  try {
    return createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase })
  } catch {
    throw new CommandError(
      'unreadable',
      `${file} holds no private key that can be opened`,
      'for an encrypted one set CYGNET_PASSPHRASE to its passphrase',
    )
  }
}
