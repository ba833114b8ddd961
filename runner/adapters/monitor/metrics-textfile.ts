import { constants } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { MetricsPlace } from '../../ports/metrics-place.ts'

/** Where Debian's prometheus-node-exporter looks for textfiles. */
export const TEXTFILES = '/var/lib/prometheus/node-exporter'

/** Its name there. */
export const TEXTFILE = 'cygnet.prom'

const BESIDE = `${TEXTFILE}.new`

/**
 * A file `cygnet.prom` in node_exporter's folder. Not by the disk that configuration is written to: it is made anew every few seconds, so no
 * power cut can take what matters, and nothing waits for a disk. The folder is another user's, so nothing in it is followed, not even itself.
 */
export const metricsTextfile = (folder: string = TEXTFILES): MetricsPlace => ({
  show: async text => {
    await using directory = await opened(folder)
    if (directory === undefined) return `no textfile for Prometheus: there is no ${folder}`
    const at = `/proc/self/fd/${directory.fd}`
    await rm(`${at}/${BESIDE}`, { force: true })
    await using file = await open(`${at}/${BESIDE}`, 'wx', 0o600)
    await file.writeFile(text())
    await file.chmod(0o644)
    await rename(`${at}/${BESIDE}`, `${at}/${TEXTFILE}`)
    return undefined
  },
  withdraw: async () => {
    await using directory = await opened(folder)
    if (directory !== undefined) await rm(`/proc/self/fd/${directory.fd}/${TEXTFILE}`, { force: true })
  },
})

const opened = async (folder: string): Promise<FileHandle | undefined> => {
  try {
    return await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
