import { Command } from 'commander'
import { isLogin, operatorKeyLine } from '../../schema/operator-keys.ts'
import { CommandError } from '../command-error.ts'
import { publicKeyOf } from '../init/network-keys.ts'
import { privateKey } from '../init/root-files.ts'
import { KEY_FILE, makeOperatorKey } from '../operator/key-file.ts'
import { note, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet operator key --login alice              made at .cygnet/operator.pem; CYGNET_PASSPHRASE encrypts it
  cygnet operator key --login alice --show       the line of the key that is there
  CYGNET_KEY=/media/stick/alice.pem cygnet approve

The line goes into the control plane's setting OPERATOR_KEYS, by whoever deploys it. The key says who you are, as a
GitHub token would; what you may do is looked up at GitHub each time.`

interface Options {
  readonly login: string
  readonly file: string
  readonly show?: boolean
}

/** `cygnet operator`: who speaks to the control plane, without a token of GitHub's. */
export const operatorCommand = (): Command =>
  new Command('operator')
    .description('Keys with which operators sign what they ask of the control plane.')
    .addHelpText('after', EXAMPLES)
    .addCommand(
      new Command('key')
        .summary('make your key, and print the line that makes the control plane know it')
        .requiredOption('--login <login>', 'your login at GitHub, for which the key speaks')
        .option('--file <file>', 'where the private key goes', KEY_FILE)
        .option('--show', 'make none: print the line of the key that is there')
        .action(keyFor),
    )

const keyFor = async ({ login, file, show }: Options): Promise<void> => {
  if (!isLogin(login)) throw new CommandError('usage', `${login} is no login`, 'write it as GitHub does')
  const passphrase = process.env['CYGNET_PASSPHRASE'] || undefined
  const key = await (show === true ? privateKey(file, passphrase) : makeOperatorKey(file, passphrase))
  say(operatorKeyLine(login, publicKeyOf(key)))
  note(`this line is public. Whoever deploys the control plane adds it, with commas between the lines of several:
  npx wrangler secret put OPERATOR_KEYS -c infra/worker/wrangler.jsonc`)
}
