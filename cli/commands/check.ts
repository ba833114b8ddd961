import { Command, Option } from 'commander'
import { jsonVerdict, shownVerdict, verdictOn } from '../check/verdict.ts'
import { note, paintFor, say } from '../terminal.ts'
import { readFolder } from '../topology-folder.ts'

const EXAMPLES = `
Examples:
  cygnet check                          the topology in this folder
  cygnet check examples/reference       another one
  cygnet check --watch                  keep it open beside the editor; Ctrl-C ends it
  cygnet check --format json | jq .     for a script or an editor; with --watch one line for each check

Each problem names its place, what would be observed on the gateways, and what to write instead; docs/traps.md explains
them all. A rule is silenced in place, with a reason: allow: { weak-crypto: "replaced by March" }.

Exits with 0 when nothing blocks (warnings do not), 1 when something does; a watch that is ended exits with 0.`

interface Options {
  readonly format: 'text' | 'json'
  readonly watch?: true
}

/** `cygnet check`: everything that is wrong with a topology, each at its place. */
export const checkCommand = (): Command =>
  new Command('check')
    .description(
      'Reads topology.yaml, or topology/*.yaml, with pki/, secrets/ and runners/ beside it, and says what is wrong: at the file and line, and what to write instead.',
    )
    .argument('[dir]', 'the folder that holds the topology', '.')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .option('--watch', 'check again after every change, and say what is new and what is mended')
    .addHelpText('after', EXAMPLES)
    .action((folder: string, options: Options) =>
      options.watch === true ? watchFolder(folder, options.format) : checkOnce(folder, options.format),
    )

const checkOnce = async (folder: string, format: Options['format']): Promise<void> => {
  const verdict = verdictOn(await readFolder(folder), new Date())
  if (verdict.accepted === undefined) process.exitCode = 1
  if (format === 'json') return say(JSON.stringify(jsonVerdict(verdict), null, 2))
  for (const line of shownVerdict(verdict, paintFor(process.stdout))) say(line)
}

const watchFolder = async (folder: string, format: Options['format']): Promise<void> => {
  const { folderTicks } = await import('../check/folder-ticks.ts')
  const { keepChecking } = await import('../check/keep-checking.ts')
  const end = new AbortController()
  const stop = (): void => end.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const clear = process.stdout.isTTY ? () => process.stdout.write('\u001b[2J\u001b[3J\u001b[H') : undefined
  note('watching; Ctrl-C ends it')
  await keepChecking(folderTicks(folder, end.signal), {
    read: () => readFolder(folder),
    now: () => new Date(),
    show: say,
    format,
    clear,
  })
}
