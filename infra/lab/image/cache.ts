import { spawn } from 'node:child_process'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { LabError } from '../lab-error.ts'

/** Takes lines for a person who waits: what is being done now. */
export type Log = (line: string) => void

/** The folder of images: `$CYGNET_LAB_CACHE`, or `.cygnet/lab` beside the source. Several labs share it. */
export const cacheFolder = (): string =>
  resolve(process.env['CYGNET_LAB_CACHE'] ?? join(import.meta.dirname, '../../../.cygnet/lab'))

/** Layers of one kind that are kept; older ones go when a new one is made. */
const KEEP = 2

/**
 * Gives the folder `<kind>-<digest>` in `cache`, made by `build` when it is not there yet. A half-made one never gets
 * the name; two labs that want the same one at once wait for each other.
 */
export const cached = async (
  cache: string,
  kind: string,
  digest: string,
  build: (folder: string) => Promise<void>,
): Promise<string> => {
  const folder = join(cache, `${kind}-${digest}`)
  await mkdir(cache, { recursive: true })
  if (await exists(folder)) return touched(folder)
  const release = await lock(join(cache, `${kind}.lock`))
  try {
    if (await exists(folder)) return await touched(folder)
    const half = join(cache, `half-${kind}-${digest}`)
    await rm(half, { recursive: true, force: true })
    await mkdir(half)
    await build(half)
    await rename(half, folder)
    await forgetOld(cache, kind)
    return folder
  } finally {
    release()
  }
}

/**
 * Waits for an exclusive lock on a file and gives the function that lets go of it. It is flock's: the kernel lets go
 * when this process dies, whatever way.
 */
const lock = async (file: string): Promise<() => void> => {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve())
    holder.once('error', cause => reject(new LabError('program', 'cannot start flock', { cause })))
    holder.once('exit', code => reject(new LabError('program', `flock ${file} exited with ${code}`)))
  })
  return () => holder.stdin.end()
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const touched = async (folder: string): Promise<string> => {
  await utimes(folder, new Date(), new Date())
  return folder
}

/** A running lab holds its files open or copied what it needs; an hour is long for a lab to start from an old image. */
const forgetOld = async (cache: string, kind: string): Promise<void> => {
  const names = (await readdir(cache)).filter(name => name.startsWith(`${kind}-`))
  const dated = await Promise.all(
    names.map(async name => ({ path: join(cache, name), used: (await stat(join(cache, name))).mtimeMs })),
  )
  const old = dated.sort((a, b) => b.used - a.used).slice(KEEP)
  for (const { path, used } of old)
    if (Date.now() - used > 3_600_000) await rm(path, { recursive: true, force: true })
}
