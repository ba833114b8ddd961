import { mkdir, readFile, realpath } from 'node:fs/promises'
import { systemClock } from '../adapters/clock.ts'
import { realDisk } from '../adapters/disk.ts'
import { sourceAt } from '../adapters/source-at.ts'
import { downloadTuf, initTuf, refreshTuf, type TufClient } from '../flows/trust/tuf.ts'
import type { Clock } from '../ports/clock.ts'
import { readTufArguments, type TufCommand } from './arguments.ts'
import { sourceBelow } from './source-below.ts'

/**
 * `cygnet-runner tuf`: the code that guards a gateway as a client of any TUF repository, on the command line of the TUF
 * project's conformance suite. 0 or 1: whatever did not work is said on standard error, wrong usage too.
 */
export const tuf = async (
  args: readonly string[],
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<number> => {
  try {
    await perform(readTufArguments(args), clock)
    return 0
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? `${String(error.code)}: ` : ''
    process.stderr.write(`error: ${code}${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

const perform = async (command: TufCommand, clock: Pick<Clock, 'now'>): Promise<void> => {
  const here = { disk: realDisk(), clock, folder: await madeFolder(command.metadataDir) }
  if (command.do === 'init') return await initTuf(here, await readFile(command.root))
  const metadata = sourceBelow('metadata/', sourceAt(command.metadataUrl))
  const client: TufClient = { ...here, metadata }
  if (command.do === 'refresh') return await refreshTuf(client)
  const source = sourceBelow('targets/', sourceAt(command.targetBaseUrl))
  const artifacts = { source, folder: await madeFolder(command.targetDir) }
  await downloadTuf(client, artifacts, command.targetNames)
}

/** The real path, so that no symlink stands in the way of what is written below it. */
const madeFolder = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  return await realpath(folder)
}
