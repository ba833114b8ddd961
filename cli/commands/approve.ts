import { Command } from 'commander'
import type { Status } from '../../schema/control-plane.ts'
import { Digest } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { note, paintFor, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet approve                 the one plan that waits
  cygnet approve --pull 12       the plan of a pull request, as it is now
  cygnet approve --plan DIGEST   exactly this plan, from a check or from cygnet plan
${AUTHORITY}`

interface Options {
  readonly plan?: string
  readonly pull?: string
  readonly url?: string
}

/** `cygnet approve`: the same word as the button on the check, bound to the same digest. */
export const approveCommand = (): Command =>
  new Command('approve')
    .description('Shows a plan and approves exactly it: the same as the button Approve rollout on the check.')
    .option('--plan <digest>', 'the plan, by its digest')
    .option('--pull <number>', 'the plan of a pull request')
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const plane = await controlPlane(options.url)
      const plan = wanted(options) ?? chosen(await plane.status(), options.pull)
      note(await plane.plan(plan))
      const { by } = await plane.approve(plan)
      say(`${paintFor(process.stdout)(['bold', 'green'], 'approved')} by ${by}: ${plan}`)
    })

const wanted = ({ plan, pull }: Options): string | undefined => {
  if (plan !== undefined && pull !== undefined) {
    throw new CommandError('usage', '--plan and --pull both say what to approve', 'give one of them')
  }
  if (plan !== undefined && !Digest.safeParse(plan).success) {
    throw new CommandError('usage', `${plan} is no digest of a plan`, 'take all 64 digits from the check')
  }
  return plan
}

/** The plan of that pull request, or the only one that waits for a word. */
const chosen = ({ pulls, waiting }: Status, pull: string | undefined): string => {
  if (pull !== undefined) {
    const found = pulls.find(({ number }) => String(number) === pull)
    if (found !== undefined) return found.plan
    throw new CommandError('problems', `pull request ${pull} has no plan`, 'look at its check cygnet / plan')
  }
  const open = [
    ...(waiting === null ? [] : [{ plan: waiting.plan, what: `commit ${waiting.commit.slice(0, 12)}` }]),
    ...pulls
      .filter(({ approvedBy, fork }) => approvedBy === null && !fork)
      .map(({ plan, number }) => ({ plan, what: `pull request ${number}` })),
  ]
  const plans = new Set(open.map(({ plan }) => plan))
  const [only] = plans
  if (only !== undefined && plans.size === 1) return only
  const list = open.map(({ plan, what }) => `\n  ${what}: ${plan}`).join('')
  throw plans.size === 0
    ? new CommandError('problems', 'nothing waits to be approved', 'cygnet status shows how the network is')
    : new CommandError('problems', `more than one plan waits:${list}`, 'choose with --pull or --plan')
}
