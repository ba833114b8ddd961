import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { CommandError } from './command-error.ts'

interface Entry {
  readonly name: string
  readonly about: string
}

/** Every command, in the order in which help lists them: `cli/commands/<name>.ts`, loaded only when it is asked for. */
const TABLE: readonly Entry[] = [
  { name: 'init', about: 'begin a network: a first topology and the keys that everything is signed with' },
  { name: 'root', about: 'change who may sign: the next root, and its signatures' },
  { name: 'check', about: 'say what is wrong with a topology, at the file and line' },
  { name: 'plan', about: 'show what would change on which gateway, and which tunnels would blink' },
  { name: 'render', about: "write every gateway's files into a folder" },
  { name: 'token', about: 'make the token with which a new gateway enrols' },
  { name: 'approve', about: 'approve a plan' },
  { name: 'status', about: 'show what every gateway runs, and how it is' },
  { name: 'lab', about: 'boot the network as virtual machines' },
]

const fileOf = (name: string): URL => new URL(`commands/${name}.ts`, import.meta.url)

/** The commands that this version brings. */
export const COMMANDS = TABLE.filter(({ name }) => existsSync(fileOf(name)))

/** The command from its file, which exports one function that makes it. */
export const loadCommand = async (name: string): Promise<Command> => {
  const module: object = await import(fileOf(name).href)
  for (const [key, make] of Object.entries(module)) {
    const made: unknown = key.endsWith('Command') && typeof make === 'function' ? make() : undefined
    if (made instanceof Command) return made
  }
  throw absent(name)
}

const absent = (name: string): CommandError =>
  new CommandError(
    'usage',
    `${name} is not part of this version of cygnet`,
    'cygnet --help shows what there is',
  )
