import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import {
  AUTHORITY,
  type ControlPlane,
  controlPlane,
  controlPlaneUrl,
  networkOf,
  urlOption,
} from '../control-plane.ts'
import { examined } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { getOver } from '../doctor/look.ts'
import { wanted } from '../github-app/manifest.ts'
import { type Paint, paintFor, say, visible } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet doctor --url https://cygnet.example.workers.dev/v1/miskatonic
  cygnet doctor --format json | jq '.[] | select(.verdict != "fine")'

Run it in the repository: what it finds there is compared with trust/. It only looks; each finding says what mends it.
${AUTHORITY}`

interface Options {
  readonly url?: string
  readonly trust: string
  readonly format: 'text' | 'json'
}

/** `cygnet doctor`: is this control plane well, as far as one can see from here? Exits with 1 when something is wrong. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description(
      'Looks at a control plane as gateways and GitHub see it, and says which command mends what is wrong.',
    )
    .addOption(urlOption())
    .option('--trust <folder>', 'the roots that the operators signed', 'trust')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(look)

const look = async ({ url, trust, format }: Options): Promise<void> => {
  const base = await controlPlaneUrl(url)
  const patient = { base, network: networkOf(base), now: new Date(), trust, get: getOver(fetch) }
  const findings = await examined(patient, { plane: await planeFor(base), manifest: await wanted() })
  const paint = paintFor(process.stdout)
  say(
    format === 'json' ? JSON.stringify(findings, null, 2) : findings.map(one => shown(one, paint)).join('\n'),
  )
  const count = findings.filter(({ verdict }) => verdict === 'wrong').length
  if (count > 0) process.exitCode = 1
}

/** Without anything that says who asks, there is still much to see. */
const planeFor = (base: string): Promise<ControlPlane | undefined> =>
  controlPlane(base).catch((error: unknown) => {
    if (error instanceof CommandError && error.code === 'control-plane') return undefined
    throw error
  })

const INK = { fine: 'green', warning: 'yellow', wrong: 'red', skipped: 'dim' } as const

const shown = ({ check, verdict, says, mend }: Finding, paint: Paint): string => {
  const line = `${paint(INK[verdict], verdict.padEnd(8))} ${paint('bold', check)}: ${visible(says)}`
  return mend === undefined ? line : `${line}\n         ${paint('dim', 'mend:')} ${visible(mend)}`
}
