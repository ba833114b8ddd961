import { CommandError } from '../command-error.ts'
import { estimatedBits } from '../import/traps/secret-strength.ts'
import { randomSecret } from '../secret/random-secret.ts'
import { readSecret } from '../secret/read-secret.ts'
import { ntHash } from './nt-hash.ts'

/** A user's password: only its NT hash is ever sealed. `shown` is there when it was drawn and somebody has to learn it. */
export interface Password {
  readonly hash: Uint8Array
  readonly bits: number
  readonly shown: string | undefined
}

/** Draws a password, or reads one from a file or standard input (`-`). Throws a CommandError. */
export const newPassword = async (file: string | undefined): Promise<Password> => {
  if (file === undefined) {
    const { text, bits } = randomSecret(4)
    return { hash: ntHash(text), bits, shown: text }
  }
  const bytes = await readSecret(file)
  const text = utf8(bytes)
  if (text === undefined || text.length > 256)
    throw new CommandError(
      'unreadable',
      'this is no password: it is not UTF-8, or longer than 256 characters',
      'choose another one',
    )
  return { hash: ntHash(text), bits: Math.min(128, estimatedBits(bytes)), shown: undefined }
}

/** Bits below which a password that a person chose is worth a word: its hash can be guessed in hours. */
const ENOUGH = 64

/** What whoever chose a password should know of it; undefined for a good one. */
export const weakness = ({ bits }: Pick<Password, 'bits'>): string | undefined =>
  bits >= ENOUGH
    ? undefined
    : `warning: this password is worth some ${Math.floor(bits)} bits, and whoever learns its hash guesses it; without --password-file a good one is drawn`

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
