import { Command } from 'commander'
import { sketchFolder } from '../secret/sketch-folder.ts'
import { note, say } from '../terminal.ts'
import { accessOf, addUser, removeUser, rotateUser } from '../user/change-users.ts'
import { newPassword, type Password, weakness } from '../user/password.ts'
import { profileCommand } from '../user/profile/command.ts'

const EXAMPLES = `
Examples:
  cygnet user add eve                         the next free address, a new password, printed once
  cygnet user add eve --address 10.0.255.7 --password-file eve.txt
  cygnet user rotate eve                      a new password; the old one ends with the next rollout
  cygnet user profile eve --for apple         a file that sets the device up
  cygnet user remove eve                      cut off with the next rollout, and stays out

What changes are files: commit them, and open a pull request.`

interface Options {
  readonly dir: string
  readonly access?: string
  readonly address?: string
  readonly passwordFile?: string
}

/** `cygnet user`: who may dial in. */
export const userCommand = (): Command =>
  new Command('user')
    .addHelpText('after', EXAMPLES)
    .addCommand(addCommand())
    .addCommand(rotateCommand())
    .addCommand(removeCommand())
    .addCommand(profileCommand())

const subcommand = (name: string, summary: string): Command =>
  new Command(name)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .argument('<name>', 'the name that the user dials in with')
    .option('--dir <folder>', 'the folder that holds the topology', '.')

const addCommand = (): Command =>
  subcommand('add', "add a user and seal the password's hash to the gateway")
    .option('--access <name>', 'where they dial in, if there is more than one access')
    .option('--address <address>', 'the inner address that is always theirs')
    .option(
      '--password-file <file>',
      'their password, or - for standard input; without it one is drawn and printed',
    )
    .action(async (name: string, { dir, access, address, passwordFile }: Options) => {
      const sketch = await sketchFolder(dir)
      const password = await newPassword(passwordFile)
      const chosen = accessOf(sketch.topology, access)
      const added = await addUser(dir, sketch, chosen, name, address, password)
      note(`${name} gets ${added.address} on ${chosen.name}; changed: ${added.written.join(', ')}`)
      tell(password)
    })

const rotateCommand = (): Command =>
  subcommand('rotate', 'seal a new password for a user')
    .option(
      '--password-file <file>',
      'the password, or - for standard input; without it one is drawn and printed',
    )
    .action(async (name: string, { dir, passwordFile }: Options) => {
      const sketch = await sketchFolder(dir)
      const password = await newPassword(passwordFile)
      note(`changed: ${(await rotateUser(dir, sketch, name, password)).join(', ')}`)
      tell(password)
    })

const tell = (password: Password): void => {
  const weak = weakness(password)
  if (weak !== undefined) note(weak)
  if (password.shown !== undefined) say(password.shown)
}

const removeCommand = (): Command =>
  subcommand('remove', 'take a user out: cut off with the next rollout').action(
    async (name: string, { dir }: Options) => {
      note(`changed: ${(await removeUser(dir, await sketchFolder(dir), name)).join(', ')}`)
    },
  )
