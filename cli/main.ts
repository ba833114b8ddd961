import { Command, CommanderError } from 'commander'
import { CommandError } from './command-error.ts'
import { COMMANDS } from './command-table.ts'
import { endWithReader, note, paintFor } from './terminal.ts'

const ABOUT = `GitOps for IPsec gateways: the network is a text file in Git, and every gateway keeps itself up to it.

  edit topology.yaml, cygnet check, push; the pull request shows the plan; approve it; the gateways do the rest`

const main = async (words: readonly string[]): Promise<void> => {
  const program = new Command('cygnet').description(ABOUT).version('0.1.0').exitOverride()
  const asked = words.find(word => !word.startsWith('-') && word !== 'help')
  for (const { name, about, load } of COMMANDS) {
    const command = name === asked ? await load() : new Command(name)
    program.addCommand(command.summary(about))
  }
  settle(program, 'cygnet')
  program.addHelpText('after', EXIT_CODES)
  await program.parseAsync(words, { from: 'user' })
}

/** What is below a command ends as it does, and each names its own help: commander hands no settings to what is added later. */
const settle = (command: Command, words: string): void => {
  command.showHelpAfterError(`hint: ${words} --help shows what there is`)
  for (const below of command.commands) {
    below.copyInheritedSettings(command)
    settle(below, `${words} ${below.name()}`)
  }
}

const EXIT_CODES = `
Exits with 0 when all is well, 1 when problems were found, 2 when the command line makes no sense.
cygnet COMMAND --help shows examples.`

/** Commander has already said what it had to say; the rest is said here. */
const exitCodeFor = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const refusal = isOfTheDisk(error) ? diskRefusal(error) : error
  if (!(refusal instanceof CommandError)) throw error
  const paint = paintFor(process.stderr)
  note(`${paint(['bold', 'red'], 'error:')} ${refusal.message}`)
  note(`${paint('bold', 'hint:')} ${refusal.hint}`)
  return refusal.exitCode
}

/** What the disk refuses, whichever command asked: its own words name the file, and a stack would help nobody. */
const isOfTheDisk = (error: unknown): error is Error =>
  error instanceof Error && 'syscall' in error && 'path' in error

const diskRefusal = (error: Error): CommandError =>
  new CommandError(
    'unreadable',
    error.message,
    'look whether it is there, whose it is, and whether its disk has room',
    error,
  )

endWithReader()
try {
  await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = exitCodeFor(error)
}
