import { Command } from 'commander'
import { Name } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { note, say } from '../terminal.ts'

const EXAMPLES = `
Example:
  cygnet token rlyeh        and then, on rlyeh: cygnet-runner enroll TOKEN
${AUTHORITY}`

/** `cygnet token GATEWAY`: what `cygnet-runner enroll` on that gateway takes. Takes the permission to maintain. */
export const tokenCommand = (): Command =>
  new Command('token')
    .summary('make the token with which a new gateway enrols')
    .description(
      'Prints a token that is good once, for an hour, for this gateway. It is a secret until it is used.',
    )
    .argument('<gateway>', 'a gateway of the topology on the default branch')
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async (gateway: string, { url }: { url?: string }) => {
      if (!Name.safeParse(gateway).success) {
        throw new CommandError('usage', `${gateway} cannot be a gateway's name`, 'write a-z, 0-9 and -')
      }
      const { token } = await (await controlPlane(url)).issueToken(gateway)
      say(token)
      note(`good once, within an hour, on ${gateway}: cygnet-runner enroll TOKEN`)
    })
