import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command, Option } from 'commander'
import { renderUnicodeCompact } from 'uqr'
import type { Access, ClientFamily } from '../../../schema/topology/access.ts'
import { formatCidr } from '../../../schema/topology/address.ts'
import { CommandError } from '../../command-error.ts'
import { readSecret } from '../../secret/read-secret.ts'
import { sketchFolder } from '../../secret/sketch-folder.ts'
import { note, say } from '../../terminal.ts'
import { androidProfile } from './android.ts'
import { appleProfile } from './apple.ts'
import type { ProfileFacts, ProfileFile } from './facts.ts'
import { linuxProfile, networkManagerProfile } from './linux.ts'
import { windowsProfile } from './windows.ts'

const NOTES = `
Examples:
  cygnet user profile eve --for apple
  cygnet user profile eve --for android --qr https://files.example.com/laptops-eve.sswan
  cygnet user profile eve --for linux --networkmanager --with-password -

A phone cannot take a profile out of a QR code itself: --qr shows one of the address where you put the file. A .sswan file wants
the type application/vnd.strongswan.profile there, a .mobileconfig file application/x-apple-aspen-config.`

interface Options {
  readonly dir: string
  readonly for: ClientFamily
  readonly out: string
  readonly networkmanager?: true
  readonly withPassword?: string
  readonly qr?: string
}

/** `cygnet user profile`: a file that brings a device into the network. Nothing secret is in it unless it was asked for. */
export const profileCommand = (): Command =>
  new Command('profile')
    .summary('write the file that sets a device up')
    .description('Writes a profile for one device of a user.')
    .argument('<name>', 'the user')
    .addOption(
      new Option('--for <family>', 'whose device it is')
        .choices(['apple', 'windows', 'android', 'linux'])
        .makeOptionMandatory(),
    )
    .option('--out <folder>', 'where the files go', '.')
    .option('--networkmanager', 'for linux: a keyfile instead of swanctl.conf')
    .option('--with-password <file>', 'put the password in, read from a file or - for standard input')
    .option('--qr <url>', 'show a QR code of the address from which the phone will fetch the file')
    .option('--dir <folder>', 'the folder that holds the topology', '.')
    .addHelpText('after', NOTES)
    .action(writeProfile)

const writeProfile = async (name: string, options: Options): Promise<void> => {
  const { topology } = await sketchFolder(options.dir)
  const access = topology.access.find(({ users }) => users.some(user => user.name === name))
  if (access === undefined)
    throw new CommandError('usage', 'there is no such user', 'add them with cygnet user add')
  const code = options.qr === undefined ? undefined : qrOf(options.qr)
  const password = await passwordFor(options)
  const profile = filesFor({ ...factsOf(topology.network, access, name), password }, options)
  await mkdir(options.out, { recursive: true })
  // The authority's certificate is public, and the same for all users of an access.
  for (const { name: file, text } of profile)
    await writeFile(path.join(options.out, file), text, {
      mode: 0o600,
      flag: file.endsWith('.pem') ? 'w' : 'wx',
    }).catch(refused(file))
  note(`written: ${profile.map(file => path.join(options.out, file.name)).join(', ')}`)
  if (code !== undefined) say(code)
}

const factsOf = (network: string, access: Access, user: string): Omit<ProfileFacts, 'password'> => ({
  network,
  access: access.name,
  user,
  server: access.id,
  authority: derOf(access),
  routes: access.routes.map(formatCidr),
  ike: access.ike,
  esp: access.esp,
})

/** The authority's one certificate block; what else stands in the file is left out. */
const derOf = ({ authority }: Access): string | undefined =>
  authority?.certificate === undefined
    ? undefined
    : /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/
        .exec(authority.pem ?? '')?.[1]
        ?.replaceAll(/\s/g, '')

const filesFor = (facts: ProfileFacts, options: Options): ProfileFile[] => {
  if (options.for === 'apple') return [appleProfile(facts)]
  if (options.for === 'windows') return [windowsProfile(facts)]
  if (options.for === 'android') return [androidProfile(facts)]
  return options.networkmanager ? networkManagerProfile(facts) : linuxProfile(facts)
}

const passwordFor = async (options: Options): Promise<string | undefined> => {
  if (options.withPassword === undefined) return undefined
  if (options.for === 'windows' || options.for === 'android')
    throw new CommandError(
      'usage',
      `a profile for ${options.for} has no place for a password`,
      'leave --with-password out: the device asks for it and keeps it',
    )
  const text = new TextDecoder().decode(await readSecret(options.withPassword))
  if (!/[\p{Cc}\p{Cs}\ufffd-\uffff]/u.test(text)) return text
  throw new CommandError('unreadable', 'no device could take this password', 'choose one that can be typed')
}

const qrOf = (url: string): string => {
  if (URL.canParse(url) && /^https?:\/\/[!-~]{1,500}$/.test(url)) return renderUnicodeCompact(url)
  throw new CommandError('usage', 'no phone could open this', 'write --qr https://…/file.sswan')
}

const refused =
  (file: string) =>
  (cause: unknown): never => {
    throw new CommandError(
      'unwritable',
      `${file} cannot be written, or is there already`,
      'name another folder with --out',
      cause,
    )
  }
