import { Command, Option } from 'commander'
import { readTopology } from '../../schema/topology/read.ts'
import { showProblems, tally } from '../show-problem.ts'
import { paintFor, say } from '../terminal.ts'
import { readFolder } from '../topology-folder.ts'

const EXAMPLES = `
Examples:
  cygnet check                          the topology in this folder
  cygnet check examples/reference       another one
  cygnet check --format json | jq .     for a script or an editor

Exits with 0 when nothing blocks (warnings do not), 1 when something does.`

/** `cygnet check`: everything that is wrong with a topology, each at its place. */
export const checkCommand = (): Command =>
  new Command('check')
    .summary('say what is wrong with a topology, at the file and line')
    .description(
      'Reads topology.yaml, or topology/*.yaml, and says what is wrong with it: at the file and line, and what to write instead.',
    )
    .argument('[dir]', 'the folder that holds the topology', '.')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { format }: { format: 'text' | 'json' }) => {
      const files = await readFolder(folder)
      const reading = readTopology(files, { now: new Date() })
      const valid = reading.kind === 'valid'
      if (!valid) process.exitCode = 1
      if (format === 'json') return say(JSON.stringify({ valid, problems: reading.problems }, null, 2))
      const paint = paintFor(process.stdout)
      for (const shown of showProblems(reading.problems, files, paint)) say(`${shown}\n`)
      if (!valid) return say(`${paint(['bold', 'red'], 'refused')}: ${tally(reading.problems)}`)
      const { network, gateways, tunnels } = reading.topology
      const rest = reading.problems.length === 0 ? '' : ` (${tally(reading.problems)})`
      say(
        `${paint(['bold', 'green'], 'fine')}: ${network}, ${count(gateways.length, 'gateway')}, ${count(tunnels.length, 'tunnel')}${rest}`,
      )
    })

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
