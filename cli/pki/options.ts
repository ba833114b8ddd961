import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import type { Place } from './authority.ts'
import { KEY_KINDS } from './key-kind.ts'

/** What every command that signs is told. */
export interface PlaceOptions {
  readonly dir: string
  readonly keyFile?: string
}

/** A subcommand with the option that says which folder. */
export const subcommand = (name: string, summary: string): Command =>
  new Command(name)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .option('--dir <folder>', 'the folder that holds the topology and pki/', '.')

/** The same for one that needs the authority's private key. */
export const signingCommand = (name: string, summary: string): Command =>
  subcommand(name, summary).option(
    '--key-file <file>',
    "the authority's private key (default: .cygnet/authority/key.pem)",
  )

/** Which kind of key is made. */
export const keyOption = (): Option =>
  new Option('--key-kind <kind>', 'the kind of its key; Apple devices configured by hand want RSA')
    .choices([...KEY_KINDS])
    .default('rsa-3072')

/** The passphrase comes from the environment of this one process, never from an argument. */
export const placeFrom = ({ dir, keyFile }: PlaceOptions): Place => ({
  folder: dir,
  keyFile,
  passphrase: process.env['CYGNET_PASSPHRASE'] || undefined,
})

/** A number of days. Throws a CommandError. */
export const daysFrom = (text: string, most: number): number => {
  const days = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Number.NaN
  if (days <= most) return days
  throw new CommandError(
    'usage',
    `--days wants a number from 1 to ${most}`,
    `write --days ${Math.min(most, 365)}`,
  )
}
