import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'

/** Writes a file so that after a crash it holds either all of the old bytes or all of the new ones. */
export const writeFileAtomically = (file: string, content: string | Uint8Array, mode: number): void => {
  const beside = `${file}.${process.pid}.new`
  const handle = openSync(beside, 'w', mode)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(beside, file)
  const folder = openSync(path.dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
