import { Command } from 'commander'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { paintFor, say } from '../terminal.ts'

const EXAMPLES = `
The same as the buttons on the check cygnet / rollout; whoever may approve may do it, and the audit log says who did.
${AUTHORITY}`

type How = 'pause' | 'resume' | 'rollback'

const DONE = { pause: 'paused', resume: 'resumed', rollback: 'being rolled back' } as const

const command = (how: How, description: string): Command =>
  new Command(how)
    .description(description)
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ url }: { url?: string }) => {
      const { release, by } = await (await controlPlane(url)).steer(how)
      say(`release ${release} ${paintFor(process.stdout)('bold', DONE[how])}, by ${by}`)
    })

/** `cygnet pause`. */
export const pauseCommand = (): Command =>
  command('pause', 'Nothing more is published; gateways that were told already go on.')

/** `cygnet resume`. */
export const resumeCommand = (): Command =>
  command('resume', 'Goes on after a pause; after a halt the sick wave is tried once more.')

/** `cygnet rollback`. */
export const rollbackCommand = (): Command =>
  command(
    'rollback',
    'Every gateway that was given the newest release goes back to what it had. To go back further, revert the commit: that is a change like any other, with a plan and an approval.',
  )
