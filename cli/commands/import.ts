import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command, Option } from 'commander'
import { blocks, type Problem } from '../../schema/problem.ts'
import { Name } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { nameLike } from '../import/draft/names.ts'
import { type Before, type Imported, type ImportWords, importHost } from '../import/join/import-host.ts'
import { emptyTopology, readKnown } from '../import/join/known.ts'
import { sealKeysOf } from '../import/join/seal-keys.ts'
import { HostFolder } from '../import/source/host-folder.ts'
import { forgetSecret, type StoredSecret, storeSecret } from '../import/write/secret-files.ts'
import { shownFiles } from '../import/write/shown-files.ts'
import { showProblems, tally } from '../show-problem.ts'
import { paintFor, say } from '../terminal.ts'
import { decodeText, isFolder } from '../topology-folder.ts'

const EXAMPLES = `
HOSTROOT is a folder with the host's files as the host has them: etc/ipsec.conf, etc/ipsec.secrets or etc/swanctl, etc/netplan,
updown scripts; and beside etc/ the output of two commands: iptables-save > iptables-save.txt, ip -json address > ip-address.json.

Examples:
  cygnet import --gateway rlyeh --into net hosts/site-a
  cygnet import --gateway ulthar --into net --provider hetzner-cloud hosts/site-b
  cygnet import --gateway rlyeh --ipsec-conf ./ipsec.conf --ipsec-secrets ./ipsec.secrets

Exits with 0 when nothing blocks, 1 when the topology needs a hand before cygnet check takes it. Secrets are never shown.`

interface Options extends Omit<ImportWords, 'gateway'> {
  readonly gateway: string
  readonly into: string
  readonly network?: string
  readonly format: 'text' | 'json'
  readonly dryRun?: boolean
  readonly ipsecConf?: string
  readonly ipsecSecrets?: string
  readonly swanctl?: string
  readonly netplan?: string
  readonly iptables?: string
  readonly addresses?: string
}

/** `cygnet import`: a host as it was kept by hand, added to a topology; its traps named; its secrets sealed, never shown. */
export const importCommand = (): Command =>
  new Command('import')
    .summary('bring a host that was configured by hand into the topology')
    .description(
      "Reads a host's IPsec, netplan and iptables files, says which traps it finds in them, and adds the host to topology.yaml.",
    )
    .argument('[hostroot]', "a folder with the host's files")
    .requiredOption('--gateway <name>', "the gateway's name in the topology")
    .option('--into <dir>', 'the folder of the topology', '.')
    .option('--network <name>', 'the name of a new network (default: like the folder)')
    .addOption(
      new Option('--provider <provider>', 'whose machine it is').choices([
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
      'gateways make the keys of their tunnels themselves, instead of keeping the old ones',
      false,
    )
    .option('--ipsec-conf <file>', 'this file for etc/ipsec.conf')
    .option('--ipsec-secrets <file>', 'this file for etc/ipsec.secrets')
    .option('--swanctl <file>', 'this file for etc/swanctl/swanctl.conf')
    .option('--netplan <file>', 'this file for etc/netplan')
    .option('--iptables <file>', 'this file for the output of iptables-save')
    .option('--addresses <file>', 'this file for the output of ip -json address')
    .option('--dry-run', 'show the topology and write nothing')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (root: string | undefined, options: Options) => {
      const files = await hostFolder(root, options)
      const before = await topologyBefore(options)
      const imported = importHost(
        files,
        { ...options, provider: options.provider, daemon: options.daemon },
        before,
        root ?? '',
      )
      const stored = options.dryRun === true ? [] : await write(options.into, before, imported)
      const problems = [...imported.problems, ...stored.filter(({ differs }) => differs).map(secretDiffers)]
      if (blocks(problems)) process.exitCode = 1
      if (options.format === 'json')
        return say(
          JSON.stringify(
            { problems, secrets: stored, ...(options.dryRun === true ? { topology: imported.text } : {}) },
            null,
            2,
          ),
        )
      const paint = paintFor(process.stdout)
      for (const shown of showProblems(problems, shownFiles(files.texts()), paint)) say(`${shown}\n`)
      if (options.dryRun === true) return say(imported.text)
      say(whatNext(options, imported, problems, stored))
    })

const hostFolder = async (root: string | undefined, options: Options): Promise<HostFolder> => {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['/etc/ipsec.conf', options.ipsecConf],
    ['/etc/ipsec.secrets', options.ipsecSecrets],
    ['/etc/swanctl/swanctl.conf', options.swanctl],
    ['/etc/netplan/01-netcfg.yaml', options.netplan],
    ['/iptables-save.txt', options.iptables],
    ['/ip-address.json', options.addresses],
  ]
  const instead = new Map(
    named.flatMap(([name, file]) => (file === undefined ? [] : [[name, file] as const])),
  )
  if (root === undefined && instead.size === 0)
    throw new CommandError(
      'usage',
      'there is nothing to import',
      "name a folder with the host's files, or single files (--ipsec-conf …)",
    )
  if (root !== undefined && !(await isFolder(root)))
    throw new CommandError('usage', `there is no folder ${root}`, "name the folder that holds the host's etc")
  for (const file of instead.values())
    await readFile(file).catch((cause: unknown) => {
      throw new CommandError('usage', `${file} cannot be read`, 'name a file that exists', cause)
    })
  return new HostFolder(root, instead)
}

const topologyBefore = async ({ into, network, gateway }: Options): Promise<Before> => {
  if (!Name.safeParse(gateway).success)
    throw new CommandError(
      'usage',
      `${gateway} cannot be a gateway's name`,
      'write a-z, 0-9 and -, such as rlyeh',
    )
  if (await isFolder(path.join(into, 'topology')))
    throw new CommandError(
      'usage',
      `the topology in ${into} is in several files, and import writes topology.yaml`,
      'import into an empty folder, and move what comes out',
    )
  const file = path.join(into, 'topology.yaml')
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) return { text: undefined, known: emptyTopology(networkName(into, network)) }
  const text = decodeText(bytes, file)
  const reading = readKnown(file, text)
  if ('problems' in reading) {
    const [first] = reading.problems
    throw new CommandError(
      'problems',
      `${file} cannot be added to: ${first?.message ?? 'it is no topology'}`,
      'run cygnet check, and correct what it shows',
    )
  }
  if (Object.keys(reading.known.gateways[gateway]?.interfaces ?? {}).length > 0)
    throw new CommandError(
      'usage',
      `${gateway} is in ${file} already`,
      'take it out of the file first, with its tunnels, or choose another name',
    )
  return { text, known: reading.known }
}

const networkName = (into: string, asked: string | undefined): string => {
  const name = asked ?? nameLike(path.basename(path.resolve(into)))
  if (Name.safeParse(name).success) return name
  throw new CommandError(
    'usage',
    `${name} cannot be a network's name`,
    'write a-z, 0-9 and -, such as miskatonic',
  )
}

/** Secrets first: a topology that names what is nowhere would be worse than a secret that nothing names. */
const write = async (into: string, { known }: Before, imported: Imported): Promise<StoredSecret[]> => {
  try {
    await mkdir(into, { recursive: true })
    const stored: StoredSecret[] = []
    for (const secret of imported.secrets)
      stored.push(await storeSecret(into, known.network, secret, sealKeysOf(known)))
    for (const name of imported.obsolete) await forgetSecret(into, name)
    if (imported.pki.size > 0) await mkdir(path.join(into, 'pki'), { recursive: true })
    for (const [name, pem] of imported.pki) await writeFile(path.join(into, name), pem)
    await writeFile(path.join(into, 'topology.yaml'), imported.text)
    return stored
  } catch (cause) {
    throw new CommandError(
      'unwritable',
      `${into} cannot be written to`,
      'choose another folder with --into',
      cause,
    )
  }
}

const secretDiffers = ({ name, file }: StoredSecret): Problem => ({
  code: 'psk-mismatch',
  severity: 'error',
  message: `authentication fails: the two ends of the tunnel have different keys for ${name}, and only the first one was kept`,
  hint: `import with --derive, or put one key into ${file} and seal that`,
  place: { file, line: 1, column: 1, endLine: 1, endColumn: 2 },
})

const whatNext = (
  { into, gateway }: Options,
  { tunnels, users, pki }: Imported,
  problems: readonly Problem[],
  stored: readonly StoredSecret[],
): string => {
  const waiting = stored.filter(({ waitingFor }) => waitingFor.length > 0)
  const sealed = stored.filter(({ waitingFor }) => waitingFor.length === 0)
  return [
    `${gateway} is in ${path.join(into, 'topology.yaml')}: ${count(tunnels, 'tunnel')}, ${count(users, 'user')} (${tally(problems) || 'nothing to say about it'})`,
    ...[...pki.keys()].map(name => `  ${name}: a public certificate`),
    ...sealed.map(({ file }) => `  ${file}: sealed`),
    ...waiting.map(
      ({ file, waitingFor }) =>
        `  ${file}: in plain text, outside of Git, until ${waitingFor.join(' and ')} can have it sealed`,
    ),
    '',
    'next:',
    `  1. cygnet check ${into}: what is left to correct, each at its line`,
    `  2. enrol the gateway (cygnet token ${gateway}), which gives it keys`,
    ...(waiting.length === 0
      ? []
      : ['  3. seal the secrets that wait, and delete their files: docs/guide/import.md']),
  ].join('\n')
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
