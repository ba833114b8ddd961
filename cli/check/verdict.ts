import type { Problem } from '../../schema/problem.ts'
import { readTopology } from '../../schema/topology/read.ts'
import { showProblems, tally } from '../show-problem.ts'
import type { Paint } from '../terminal.ts'
import type { TopologyFiles } from '../topology-folder.ts'

/** What a check says of a topology. */
export interface Verdict {
  readonly files: TopologyFiles
  readonly problems: readonly Problem[]
  /** Names and counts what was accepted; undefined when something blocks. */
  readonly accepted: string | undefined
}

/** Checks the files of a topology as they are at a point in time: certificates expire. */
export const verdictOn = (files: TopologyFiles, now: Date): Verdict => {
  const reading = readTopology(files, { now })
  if (reading.kind === 'invalid') return { files, problems: reading.problems, accepted: undefined }
  const { network, gateways, tunnels, access } = reading.topology
  const users = access.reduce((sum, { users }) => sum + users.length, 0)
  const counts = [
    network,
    count(gateways.length, 'gateway'),
    count(tunnels.length, 'tunnel'),
    ...(users > 0 ? [count(users, 'user')] : []),
  ]
  return { files, problems: reading.problems, accepted: counts.join(', ') }
}

/** Every problem at its place, then one line that sums up. */
export const shownVerdict = ({ files, problems, accepted }: Verdict, paint: Paint): string[] => [
  ...showProblems(problems, files, paint).map(shown => `${shown}\n`),
  accepted === undefined
    ? `${paint(['bold', 'red'], 'refused')}: ${tally(problems)}`
    : `${paint(['bold', 'green'], 'fine')}: ${accepted}${problems.length === 0 ? '' : ` (${tally(problems)})`}`,
]

/** For scripts and editors: one object. */
export const jsonVerdict = ({
  problems,
  accepted,
}: Verdict): { valid: boolean; problems: readonly Problem[] } => ({
  valid: accepted !== undefined,
  problems,
})

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
