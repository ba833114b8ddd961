import { Command } from 'commander'
import { Name } from '../../schema/wire/names.ts'
import { ReleaseError } from '../../worker/release/release-error.ts'
import { CommandError } from '../command-error.ts'
import { initNetwork, type MadeNetwork, type NewNetwork } from '../init/init-network.ts'
import { say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet init --network miskatonic                          one operator, in this folder
  cygnet init net --network miskatonic --operators 3        three operators, any two of whom decide
  cygnet init net --network miskatonic --operators 3 --threshold 3

Private keys go to .cygnet/keys, which Git ignores. Nothing that exists is overwritten.`

interface Options {
  readonly network: string
  readonly operators: string
  readonly threshold?: string
}

/** `cygnet init`: the keys that everything is signed with, and a first topology. No secret is printed. */
export const initCommand = (): Command =>
  new Command('init')
    .description(
      "Makes the operators' root keys and the Worker's signing key, the public root that gateways trust, and a first topology.",
    )
    .argument('[dir]', 'the folder of the repository', '.')
    .requiredOption('--network <name>', "the network's name: a-z, 0-9 and -, at most 31 characters")
    .option('--operators <count>', 'how many people get a root key', '1')
    .option('--threshold <count>', 'how many of them must sign a change of keys (default: all but one)')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: Options) => {
      say(whatNext(folder, await begin(planFrom(folder, options))))
    })

const planFrom = (folder: string, { network, operators, threshold }: Options): NewNetwork => {
  const name = Name.safeParse(network)
  if (!name.success)
    throw new CommandError(
      'usage',
      `${network} cannot be a network's name`,
      'write a-z, 0-9 and -, such as miskatonic',
    )
  const plan = { folder, network: name.data, operators: count('--operators', operators) }
  return threshold === undefined ? plan : { ...plan, threshold: count('--threshold', threshold) }
}

const count = (option: string, text: string): number => {
  if (!/^([1-9]|[1-9]\d)$/.test(text))
    throw new CommandError(
      'usage',
      `${option} ${text} is not a number from 1 to 99`,
      'three operators are plenty',
    )
  return Number(text)
}

const begin = async (plan: NewNetwork): Promise<MadeNetwork> => {
  try {
    return await initNetwork(plan)
  } catch (cause) {
    if (!(cause instanceof ReleaseError)) throw cause
    throw new CommandError(
      'usage',
      cause.message,
      'ask for at most as many signatures as there are operators',
      cause,
    )
  }
}

const whatNext = (folder: string, { operatorKeys, threshold, rootDigest, files }: MadeNetwork): string => `\
made in ${folder}:
${files.map(file => `  ${file}`).join('\n')}

the root that gateways will trust has the SHA-256
  ${rootDigest}
a change of keys takes ${threshold} of ${operatorKeys.length} operator ${operatorKeys.length === 1 ? 'key' : 'keys'}

next:
  1. hand each operator one .cygnet/keys/operator-N.pem, to be kept offline, and delete it here (keep a copy in a safe)
  2. deploy the Worker, give it .cygnet/keys/worker.seed, and put trust/1.root.json where gateways look: docs/guide/deploy.md of cygnet
  3. make topology.yaml yours, then: cygnet check
  4. git add .gitignore trust topology.yaml topology.schema.json, commit, push`
