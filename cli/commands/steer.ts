import { Command } from 'commander'
import type { SteeringAnswer } from '../../schema/control-plane.ts'
import { CommandError } from '../command-error.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { paintFor, say } from '../terminal.ts'

const EXAMPLES = `
The same as the buttons on the check cygnet / rollout; whoever may approve may do it, and the audit log says who did.
${AUTHORITY}`

interface Options {
  readonly url?: string
}

/** `cygnet pause`. */
export const pauseCommand = (): Command =>
  new Command('pause')
    .description('Nothing more is published; gateways that were told already go on.')
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ url }: Options) => done(await (await controlPlane(url)).steer('pause'), 'paused'))

/** `cygnet resume`. */
export const resumeCommand = (): Command =>
  new Command('resume')
    .description('Goes on after a pause; after a halt the sick wave is tried once more.')
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ url }: Options) => done(await (await controlPlane(url)).steer('resume'), 'resumed'))

/** `cygnet rollback RELEASE`: another one may have begun since somebody looked, and is not meant. */
export const rollbackCommand = (): Command =>
  new Command('rollback')
    .description(
      'Every gateway that was given the newest release goes back to what it had. To go back further, revert the commit: that is a change like any other, with a plan and an approval.',
    )
    .argument('[release]', 'its number, as cygnet status shows it')
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async (release: string | undefined, { url }: Options) => {
      const number = release === undefined ? undefined : numberOf(release)
      const plane = await controlPlane(url)
      if (number === undefined) throw unnamed((await plane.status()).release)
      done(await plane.rollBack(number), 'being rolled back')
    })

const done = ({ release, by }: SteeringAnswer, what: string): void =>
  say(`release ${release} ${paintFor(process.stdout)('bold', what)}, by ${by}`)

const numberOf = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new CommandError('usage', `${text} is no number of a release`, 'take it from cygnet status')
}

const unnamed = (newest: { readonly number: number; readonly title: string } | null): CommandError =>
  newest === null
    ? new CommandError('problems', 'nothing was released yet', 'cygnet status shows how the network is')
    : new CommandError(
        'usage',
        `which release? The newest is ${newest.title}`,
        `if it is that one: cygnet rollback ${newest.number}`,
      )
