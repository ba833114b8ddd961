import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { note } from '../terminal.ts'
import { beginAuthority } from './authority.ts'
import type { KeyKind } from './key-kind.ts'
import { daysFrom, keyOption, type PlaceOptions, placeFrom, signingCommand } from './options.ts'

interface Options extends PlaceOptions {
  readonly name: string
  readonly keyKind: KeyKind
  readonly days: string
  readonly crl?: string
}

/** `cygnet pki init`. */
export const initCommand = (): Command =>
  signingCommand('init', 'begin a private authority')
    .option('--name <name>', 'what devices show when they are asked to trust it', 'cygnet authority')
    .addOption(keyOption())
    .option('--days <days>', 'how long it is good for', '3650')
    .option('--crl <url>', 'where clients can fetch the revocation list: written into every certificate')
    .action(begin)

const begin = async (options: Options): Promise<void> => {
  const { name, keyKind: kind, crl } = options
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .,'()-]{0,62}$/u.test(name))
    throw new CommandError(
      'usage',
      'no device could show an authority of this name',
      'use letters, digits, spaces, up to 63 characters',
    )
  if (crl !== undefined && !/^https?:\/\/[A-Za-z0-9._~:/?@&=%-]{3,400}$/.test(crl))
    throw new CommandError(
      'usage',
      'no client could fetch a revocation list from there',
      'write it like http://control.example.net/crl/ca.crl',
    )
  const plan = { name, kind, days: daysFrom(options.days, 7300), revocationList: crl, listDays: 180 }
  const written = await beginAuthority(placeFrom(options), { ...plan, now: new Date() })
  note(`made: ${written.join(', ')}`)
  note(
    'commit pki/; keep a copy of the private key in a safe, and take it off this machine when it is not in use',
  )
}
