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
  /** Seconds of CPU for one poll, its children's too, without the start. */
  cpu: z.number(),
  /** Seconds of those that the children took. */
  children: z.number(),
})

/** What the service costs. */
export type Service = z.infer<typeof Seen>

/**
 * Loaded before the runner: skips its pauses, and ends it when it has polled often enough. The runner itself is the one
 * that the package installs, and does not know.
 */
const watcher = (polls: number): string => `
const timers = process.getBuiltinModule('node:timers/promises')
const { readFileSync } = process.getBuiltinModule('node:fs')
// cutime and cstime of proc(5), in hundredths of a second: getrusage(2) of children is not to be had here.
const ofChildren = () => {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
const ofItself = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
let polled = 0, first, before
timers.setTimeout = async () => {
  polled++
  if (polled === 1) [first, before] = [process.memoryUsage.rss(), [ofItself(), ofChildren()]]
  if (polled === ${polls}) {
    const mib = bytes => bytes / 2 ** 20
    const [itself, children] = [ofItself() - before[0], ofChildren() - before[1]].map(seconds => seconds / ${polls - 1})
    const seen = { first: mib(first), last: mib(process.memoryUsage.rss()), cpu: itself + children, children }
    process.stdout.write(JSON.stringify(seen), () => process.exit(0))
    await new Promise(() => setInterval(() => {}, 1000))
  }
  await new Promise(resolve => setImmediate(resolve))
}
`

/** Runs the service for so many polls; `service` is its command line. */
export const serviceAfter = async (polls: number, service: readonly string[]): Promise<Service> => {
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
