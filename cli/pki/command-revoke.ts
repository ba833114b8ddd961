import { type Command, Option } from 'commander'
import { note, say } from '../terminal.ts'
import { REASONS, type Reason } from './make-revocation-list.ts'
import { daysFrom, type PlaceOptions, placeFrom, signingCommand, subcommand } from './options.ts'
import { readRegister } from './register.ts'
import { revoke } from './revoke.ts'
import { registerLines } from './show-register.ts'

const LIST_DAYS = ['--days <days>', 'how long the list is good for', '180'] as const

interface Options extends PlaceOptions {
  readonly reason: Reason
  readonly days: string
}

/** `cygnet pki revoke`. */
export const revokeCommand = (): Command =>
  signingCommand('revoke', 'revoke a certificate, and write the revocation list anew')
    .argument('<name>', 'its name, which revokes all of that name, or one serial number')
    .addOption(
      new Option('--reason <reason>', 'why')
        .choices(Object.keys(REASONS))
        .default('unspecified' satisfies Reason),
    )
    .option(...LIST_DAYS)
    .action(async (what: string, options: Options) => {
      const plan = { what, reason: options.reason, days: daysFrom(options.days, 3650), now: new Date() }
      const { serials, written } = await revoke(placeFrom(options), plan)
      note(`revoked: ${serials.join(', ')}; written: ${written.join(', ')}`)
    })

/** `cygnet pki crl`. */
export const crlCommand = (): Command =>
  signingCommand('crl', 'write the revocation list anew, before the last one ends')
    .option(...LIST_DAYS)
    .action(async (options: Options) => {
      const days = daysFrom(options.days, 3650)
      const plan = { what: undefined, reason: 'unspecified', days, now: new Date() } as const
      note(`written: ${(await revoke(placeFrom(options), plan)).written.join(', ')}`)
    })

/** `cygnet pki list`. */
export const listCommand = (): Command =>
  subcommand('list', 'show which certificates are good, and until when')
    .addOption(new Option('--format <format>', 'how').choices(['text', 'json']).default('text'))
    .action(async ({ dir, format }: { dir: string; format: 'text' | 'json' }) => {
      const { certificates } = await readRegister(dir)
      if (format === 'json') say(JSON.stringify(certificates))
      else for (const line of registerLines(certificates, new Date())) say(line)
    })
