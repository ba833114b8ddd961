import { Command } from 'commander'
import { Name } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { note, say } from '../terminal.ts'

const EXAMPLES = `
Example:
  cygnet gateway add rlyeh        and then, on rlyeh: cygnet-runner enroll -
${AUTHORITY}`

/** `cygnet gateway`: what an operator does about one gateway. */
export const gatewayCommand = (): Command =>
  new Command('gateway')
    .description('Gateways are named in the topology, and join with a token.')
    .addHelpText('after', EXAMPLES)
    .addCommand(
      new Command('add')
        .summary('make the token with which a gateway enrols')
        .description(
          'Prints a token that is good once, for an hour, for this gateway; it ends any that was made for it before. It is a secret until it is used. Takes the permission to maintain.',
        )
        .argument('<gateway>', 'a gateway of the topology on the default branch')
        .addOption(urlOption())
        .action(add),
    )

const add = async (gateway: string, { url }: { url?: string }): Promise<void> => {
  if (!Name.safeParse(gateway).success) {
    throw new CommandError('usage', `${gateway} cannot be a gateway's name`, 'write a-z, 0-9 and -')
  }
  const { token } = await (await controlPlane(url)).issueToken(gateway)
  say(token)
  note(`good once, within an hour; on ${gateway}: cygnet-runner enroll -, then paste it, Enter and Ctrl-D`)
}
