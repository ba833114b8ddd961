import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { CommandError } from '../command-error.ts'

const MAX_BYTES = 16 * 1024

/**
 * A secret from a file, or from standard input with `-`: never from an argument, which everybody on the machine can see. One
 * line break at its end does not count. Throws a CommandError.
 */
export const readSecret = async (file: string): Promise<Uint8Array> => {
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file).catch(unreadable(file))
  if (bytes.length > MAX_BYTES)
    throw new CommandError(
      'unreadable',
      `${nameOf(file)} is no secret: it is longer than any`,
      'give the right file',
    )
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? -2 : -1) : bytes.length
  const secret = Uint8Array.from(bytes.subarray(0, end))
  if (secret.length === 0)
    throw new CommandError(
      'unreadable',
      `${nameOf(file)} is empty`,
      'write the secret into it, and nothing else',
    )
  return secret
}

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file)

const unreadable =
  (file: string) =>
  (cause: unknown): never => {
    throw new CommandError(
      'unreadable',
      `${file} cannot be read`,
      'name a file with the secret, or - for standard input',
      cause,
    )
  }
