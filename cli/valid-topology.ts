import type { Problem } from '../schema/problem.ts'
import { readTopology } from '../schema/topology/read.ts'
import type { ValidTopology } from '../schema/topology/topology.ts'
import { CommandError } from './command-error.ts'
import { showProblems, tally } from './show-problem.ts'
import { note, paintFor } from './terminal.ts'
import type { TopologyFiles } from './topology-folder.ts'

/** The topology that the files hold. Shows its problems on standard error; throws a CommandError when one blocks. */
export const validTopology = (files: TopologyFiles): ValidTopology => read(files, () => true)

/** The same for a topology that is past: what it was warned of is no news any more. */
export const earlierTopology = (files: TopologyFiles): ValidTopology =>
  read(files, problem => problem.severity === 'error')

const read = (files: TopologyFiles, isNews: (problem: Problem) => boolean): ValidTopology => {
  const reading = readTopology(files)
  const paint = paintFor(process.stderr)
  for (const shown of showProblems(reading.problems.filter(isNews), files, paint)) note(`${shown}\n`)
  if (reading.kind === 'valid') return reading.topology
  throw new CommandError(
    'problems',
    `the topology is refused: ${tally(reading.problems)}`,
    'correct what is shown above',
  )
}
