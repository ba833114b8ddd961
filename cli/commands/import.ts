import { Command, Option } from 'commander'
import { blocks } from '../../schema/problem.ts'
import { CommandError } from '../command-error.ts'
import { closingWords, secretDiffers, secretLine } from '../import/closing-words.ts'
import { type ImportWords, importHost } from '../import/join/import-host.ts'
import { sealKeysOf } from '../import/join/seal-keys.ts'
import { hostFiles, mustHoldSomething, type NamedFiles } from '../import/source/named-files.ts'
import { mustBeNew, topologyBefore } from '../import/topology-before.ts'
import { sealWaiting } from '../import/write/secret-files.ts'
import { shownFiles } from '../import/write/shown-files.ts'
import { writeImport } from '../import/write/write-import.ts'
import { showProblems } from '../show-problem.ts'
import { paintFor, say } from '../terminal.ts'

const EXAMPLES = `
HOSTROOT is a folder with the host's files as the host has them: etc/ipsec.conf, etc/ipsec.secrets or etc/swanctl, etc/netplan,
updown scripts; and beside etc/ the output of two commands: iptables-save > iptables-save.txt, ip -json address > ip-address.json.

Examples:
  cygnet import --gateway rlyeh --into net hosts/site-a
  cygnet import --gateway ulthar --into net --provider hetzner-cloud hosts/site-b
  cygnet import --gateway rlyeh --ipsec-conf ./ipsec.conf --ipsec-secrets ./ipsec.secrets
  cygnet import --seal --into net                   what waits in plain text, once gateways are enrolled

Exits with 0 when nothing blocks, 1 when the topology needs a hand before cygnet check takes it. Secrets are never shown.`

interface Options extends Omit<ImportWords, 'gateway'>, NamedFiles {
  readonly gateway?: string
  readonly into: string
  readonly network?: string
  readonly format: 'text' | 'json'
  readonly dryRun?: boolean
  readonly seal?: boolean
}

/** `cygnet import`: a host as it was kept by hand, added to a topology; its traps named; its secrets sealed, never shown. */
export const importCommand = (): Command =>
  withFiles(
    new Command('import')
      .description(
        "Reads a host's IPsec, netplan and iptables files, says which traps it finds in them, and adds the host to topology.yaml.",
      )
      .argument('[hostroot]', "a folder with the host's files")
      .option('--gateway <name>', "the gateway's name in the topology")
      .option('--into <dir>', 'the folder of the topology', '.')
      .option('--network <name>', 'the name of a new network (default: like the folder)')
      .addOption(
        new Option('--provider <provider>', 'whose machine it is (default: a guess)').choices([
          'hetzner-dedicated',
          'hetzner-cloud',
          'generic',
        ]),
      )
      .addOption(
        new Option('--daemon <daemon>', 'change to this one (default: what the host has)').choices([
          'swanctl',
          'ipsec.conf',
        ]),
      )
      .option(
        '--derive',
        'both ends of a tunnel make a key of their own, instead of keeping the old one',
        false,
      )
      .option('--seal', 'only seal the secrets of earlier imports whose gateways are enrolled by now')
      .option('--dry-run', 'show the topology and write nothing')
      .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text')),
  )
    .addHelpText('after', EXAMPLES)
    .action((root: string | undefined, options: Options) =>
      options.seal === true ? sealNow(options) : addHost(root, options),
    )

const withFiles = (command: Command): Command =>
  command
    .option('--ipsec-conf <file>', 'this file for etc/ipsec.conf')
    .option('--ipsec-secrets <file>', 'this file for etc/ipsec.secrets')
    .option('--swanctl <file>', 'this file for etc/swanctl/swanctl.conf')
    .option('--netplan <file>', 'this file for those of etc/netplan')
    .option('--iptables <file>', 'this file for the output of iptables-save')
    .option('--addresses <file>', 'this file for the output of ip -json address')

const addHost = async (root: string | undefined, options: Options): Promise<void> => {
  const { gateway, into, provider, daemon, derive, dryRun } = options
  if (gateway === undefined)
    throw new CommandError(
      'usage',
      'the host has no name yet',
      'write --gateway NAME, as the topology shall call it',
    )
  const files = await hostFiles(root, options)
  const before = await topologyBefore(into, options.network)
  mustBeNew(gateway, before.known)
  const imported = importHost(files, { gateway, provider, daemon, derive }, before, files.shownRoot)
  await mustHoldSomething(root, files)
  const stored = dryRun === true ? [] : await writeImport(into, before, imported)
  const problems = [...imported.problems, ...stored.filter(({ differs }) => differs).map(secretDiffers)]
  if (blocks(problems)) process.exitCode = 1
  const topology = dryRun === true ? { topology: imported.text } : {}
  if (options.format === 'json')
    return say(JSON.stringify({ problems, secrets: stored, ...topology }, null, 2))
  const paint = paintFor(process.stdout)
  for (const shown of showProblems(problems, shownFiles(files.texts()), paint)) say(`${shown}\n`)
  say(dryRun === true ? imported.text : closingWords(into, gateway, imported, problems, stored))
}

const sealNow = async ({ into, network, format }: Options): Promise<void> => {
  const { known } = await topologyBefore(into, network)
  const stored = await sealWaiting(into, known.network, sealKeysOf(known))
  if (format === 'json') return say(JSON.stringify({ secrets: stored }, null, 2))
  say(stored.length === 0 ? 'no secret waits' : stored.map(secretLine).join('\n'))
}
