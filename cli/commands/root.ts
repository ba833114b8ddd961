import { Command } from 'commander'
import { ReleaseError } from '../../worker/release/release-error.ts'
import { CommandError } from '../command-error.ts'
import { type RootChange, signRootFile, writeNextRoot } from '../init/root-files.ts'
import { say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet root next --worker-seed .cygnet/keys/worker-2.seed      a new key for the Worker
  cygnet root next --drop-operator rice.pub --add-operator wilmarth.pub
  cygnet root sign trust/2.root.json --key operator-1.pem        by each operator in turn, old and new

infra/worker/keys/playbook.md says when, and what else has to be done.`

interface NextOptions {
  readonly workerSeed?: string
  readonly addOperator?: string[]
  readonly dropOperator?: string[]
  readonly threshold?: string
}

/** `cygnet root`: the next root of a network, and the operators' signatures on it. */
export const rootCommand = (): Command =>
  new Command('root')
    .description('Makes the root metadata that follows, and adds the signatures of operators to it.')
    .addHelpText('after', EXAMPLES)
    .addCommand(nextCommand())
    .addCommand(signCommand())

const nextCommand = (): Command =>
  new Command('next')
    .summary('write trust/N+1.root.json, unsigned; what is not named stays as it is')
    .argument('[dir]', 'the folder of the repository', '.')
    .option('--worker-seed <file>', "the Worker's new seed: base64 of 32 bytes")
    .option('--add-operator <files...>', 'public keys of new operators, PEM')
    .option('--drop-operator <files...>', 'public keys of operators who leave, PEM')
    .option('--threshold <count>', 'how many operators must sign from now on')
    .action(async (folder: string, options: NextOptions) => {
      const file = await told(() => writeNextRoot(folder, changeFrom(options)))
      say(`made ${file}; now each operator signs it: cygnet root sign ${file} --key FILE`)
    })

const signCommand = (): Command =>
  new Command('sign')
    .summary("add one operator's signature")
    .argument('<file>', 'the root file')
    .requiredOption(
      '--key <file>',
      "the operator's private key, PEM; CYGNET_PASSPHRASE opens an encrypted one",
    )
    .action(async (file: string, { key }: { key: string }) => {
      const complete = await told(() => signRootFile(file, key, process.env['CYGNET_PASSPHRASE']))
      say(complete ? `${file} is complete: gateways will follow it` : `${file} still lacks signatures`)
    })

const changeFrom = ({ workerSeed, addOperator, dropOperator, threshold }: NextOptions): RootChange => {
  if (threshold !== undefined && !/^[1-9]\d?$/.test(threshold))
    throw new CommandError(
      'usage',
      `--threshold ${threshold} is not a number from 1 to 99`,
      'write 2, for example',
    )
  return {
    now: new Date(),
    ...(workerSeed === undefined ? {} : { workerSeed }),
    ...(addOperator === undefined ? {} : { addOperators: addOperator }),
    ...(dropOperator === undefined ? {} : { dropOperators: dropOperator }),
    ...(threshold === undefined ? {} : { threshold: Number(threshold) }),
  }
}

const told = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof ReleaseError)) throw cause
    throw new CommandError(
      'problems',
      cause.message,
      'look at trust/ and infra/worker/keys/playbook.md',
      cause,
    )
  }
}
