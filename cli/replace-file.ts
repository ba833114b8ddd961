import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandError } from './command-error.ts'

/** Writes a file whole or not at all, and makes the folders that it stands in. Throws a `CommandError` `unwritable`. */
export const replaceFile = async (file: string, content: string | Uint8Array): Promise<void> => {
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(`${file}.new`, content, { flush: true })
    await rename(`${file}.new`, file)
  } catch (cause) {
    throw new CommandError('unwritable', `${file} cannot be written`, 'check who owns the folder', cause)
  }
}
