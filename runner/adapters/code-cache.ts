import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DiskError } from '../ports/disk-error.ts'

/**
 * The bytecode that an earlier process left for the same build, or undefined. V8 takes a cache for a source of the same length
 * and does not look at what it reads: a cache of other code would run, a torn one would crash. Hence the seal. Never throws.
 */
export const keptCode = (path: string, build: string): Buffer | undefined => {
  try {
    const bytes = readFileSync(path)
    const at = bytes.indexOf('\n') + 1
    const code = bytes.subarray(at)
    return bytes.toString('latin1', 0, at) === sealOf(build, code) ? code : undefined
  } catch {
    return undefined
  }
}

/** Leaves bytecode for the next process. A disk that cannot be written only makes that one slower. */
export const keepCode = async (path: string, build: string, code: Buffer): Promise<void> => {
  const { realDisk } = await import('./disk.ts')
  try {
    await realDisk().write(
      'keep compiled code',
      path,
      Buffer.concat([Buffer.from(sealOf(build, code)), code]),
      0o600,
    )
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
}

const sealOf = (build: string, code: Buffer): string => `${build} ${hash('sha256', code, 'hex')}\n`
