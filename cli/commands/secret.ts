import { Command, Option } from 'commander'
import { SecretName } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { estimatedBits } from '../import/traps/secret-strength.ts'
import { randomSecret } from '../secret/random-secret.ts'
import { readSecret } from '../secret/read-secret.ts'
import { gatewaysThatNeed, recipientsOf } from '../secret/recipients.ts'
import { writeSealed } from '../secret/seal-secret.ts'
import { sketchFolder } from '../secret/sketch-folder.ts'
import { note, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet secret seal office-psk --generate          a new key, sealed for the gateways whose tunnels name it; printed once, for the peer
  cygnet secret seal office-psk --from psk.txt      one that was agreed on
  pass show office | cygnet secret seal office-psk --from -
  cygnet secret seal gw.example.com --holds key --from gw.key --to rlyeh
  pass show influx | cygnet secret seal influx --holds token --from -

What is written is ciphertext that only those gateways can open: commit it. Seal again when a gateway was enrolled anew.`

/** RFC 7296 §2.15: whoever takes part in one handshake can guess at a weak pre-shared key at leisure. */
const ENOUGH_BITS = 128

interface Options {
  readonly dir: string
  readonly to?: readonly string[]
  readonly holds: 'psk' | 'password' | 'key' | 'token'
  readonly from?: string
  readonly generate?: true
  readonly replace?: true
}

/** `cygnet secret seal`: a secret becomes a file that may lie in Git. */
export const secretCommand = (): Command =>
  new Command('secret').addHelpText('after', EXAMPLES).addCommand(
    new Command('seal')
      .summary('seal a secret to the gateways that need it')
      .description('Seals a secret to the public keys of the gateways that need it, into secrets/NAME.json.')
      .argument('<name>', 'what the topology calls it: sealed/NAME')
      .option(
        '--to <gateway...>',
        'who can open it; without this, the gateways that the topology needs it on',
      )
      .addOption(
        new Option('--holds <kind>', 'what it is')
          .choices(['psk', 'password', 'key', 'token'])
          .default('psk'),
      )
      .option('--from <file>', 'the file that holds it, or - for standard input')
      .option('--generate', 'draw a new one and print it, once')
      .option('--replace', 'with --generate: also where there is one already')
      .option('--dir <folder>', 'the folder that holds the topology', '.')
      .addHelpText('after', EXAMPLES)
      .action(sealSecret),
  )

const sealSecret = async (name: string, options: Options): Promise<void> => {
  if (!SecretName.safeParse(name).success)
    throw new CommandError(
      'usage',
      'this cannot be the name of a secret',
      'use letters, digits, ., _, @ and -',
    )
  if ((options.from === undefined) === (options.generate === undefined))
    throw new CommandError(
      'usage',
      'nothing says where the secret comes from',
      'write --from FILE, --from -, or --generate',
    )
  if (options.replace && !options.generate)
    throw new CommandError('usage', '--replace goes with --generate', 'leave it out: --from always replaces')
  if (options.generate && options.holds === 'key')
    throw new CommandError(
      'usage',
      'a private key is not drawn like this',
      'run cygnet pki issue, or cygnet-runner csr on the gateway',
    )
  const { topology } = await sketchFolder(options.dir)
  const gateways = options.to ?? gatewaysThatNeed(topology, name)
  if (gateways.length === 0)
    throw new CommandError(
      'usage',
      `nothing in the topology names sealed/${name}`,
      'name it there first, or say for whom it is: --to GATEWAY',
    )
  const recipients = recipientsOf(topology, gateways)
  const { value, bits, text } = await theSecret(options)
  if (options.holds === 'psk' && bits < ENOUGH_BITS)
    throw new CommandError(
      'problems',
      `psk-weak: whoever takes part in one handshake can guess this key at leisure: it is worth some ${bits} bits, and ${ENOUGH_BITS} are wanted`,
      'write --generate, and give the peer what is printed',
    )
  const secret = { network: topology.network, name, holds: options.holds, value, bits }
  const over = options.generate && !options.replace ? 'keep' : 'replace'
  const target = await writeSealed(options.dir, secret, recipients, over)
  note(`${target}: sealed for ${[...recipients.keys()].join(', ')}`)
  if (text !== undefined) say(text)
}

const theSecret = async ({
  from,
  holds,
}: Options): Promise<{ value: Uint8Array; bits: number; text?: string }> => {
  if (from === undefined) {
    const { text, bits } = randomSecret(6)
    return { value: new TextEncoder().encode(text), bits, text }
  }
  const value = await readSecret(from)
  return {
    value: holds === 'key' ? new Uint8Array([...value, 0x0a]) : value,
    bits: holds === 'key' ? 128 : estimatedBits(value),
  }
}
