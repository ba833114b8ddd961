import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'

/** The service, looked at from within after its first poll and after its last. */
const Seen = z.object({
  /** Resident memory in MiB. */
  first: z.number(),
  last: z.number(),
  /** Seconds of CPU for one poll, without the start. */
  cpu: z.number(),
})

/**
 * Loaded before the runner: skips its pauses, and ends it when it has polled often enough. The runner itself is the one
 * that the package installs, and does not know.
 */
const watcher = (polls: number): string => `
const timers = process.getBuiltinModule('node:timers/promises')
let polled = 0, first, before
timers.setTimeout = async () => {
  polled++
  if (polled === 1) [first, before] = [process.memoryUsage.rss(), process.cpuUsage()]
  if (polled === ${polls}) {
    const { user, system } = process.cpuUsage(before)
    const mib = bytes => bytes / 2 ** 20
    const seen = { first: mib(first), last: mib(process.memoryUsage.rss()), cpu: (user + system) / 1e6 / ${polls - 1} }
    process.stdout.write(JSON.stringify(seen), () => process.exit(0))
    await new Promise(() => setInterval(() => {}, 1000))
  }
  await new Promise(resolve => setImmediate(resolve))
}
`

/** Runs the service for so many polls; `service` is its command line. */
export const serviceAfter = async (
  polls: number,
  service: readonly string[],
): Promise<z.infer<typeof Seen>> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-service-'))
  try {
    const file = join(folder, 'watcher.cjs')
    await writeFile(file, watcher(polls))
    const watched = service.flatMap(word => (word === process.execPath ? [word, '--require', file] : [word]))
    const [command = '', ...args] = watched
    const { stdout } = await promisify(execFile)(command, args, { timeout: 300_000 })
    return Seen.parse(JSON.parse(stdout))
  } finally {
    await rm(folder, { recursive: true })
  }
}
