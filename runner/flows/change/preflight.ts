import type { StagedGeneration } from '../../core/state/generation.ts'
import type { Journal } from '../../core/state/journal.ts'
import { openingOf } from '../../core/window.ts'
import type { Daemon } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import type { Gateway, Tools } from '../gateway.ts'
import { openBundle } from './generations.ts'
import { readIncluding, usesStarter } from './ipsec-files.ts'
import { firewallRules, ipsecTexts, kernelSettings, netplanText } from './texts.ts'

/**
 * Asks the real tools about a staged generation before anything changes. Throws a `ToolError` in the words of the first
 * that refuses (`down` when strongSwan does not run, which is nobody's fault here), a `SyntaxError` or `RangeError` where the
 * runner itself reads what is written, or a `DiskError` where a file has no safe place.
 */
export const preflight = async (
  gateway: Gateway,
  journal: Journal,
  staged: StagedGeneration,
): Promise<void> => {
  const { bundle } = staged
  const tools = await gateway.tools()
  // A symlink in the way must not be found when the decision is made already.
  for (const { path } of bundle.files) await gateway.disk.read('look where a file is to stand', path)
  const files = await openBundle(gateway, bundle)
  kernelSettings(files)
  if (bundle.window !== undefined) openingOf(bundle.window, gateway.clock.now())
  await tools.netplan.check(netplanText(files))
  await tools.firewall.check(firewallRules(files, bundle.firewall))
  await tools.services.mustHave(bundle.daemon)
  await mustAnswer(gateway, tools, journal, bundle.daemon)
  if (usesStarter(files)) await readIncluding(gateway.disk)
  await gateway.ipsec.check(ipsecTexts(files, bundle.daemon))
}

/**
 * Where something is in force, a daemon has to run: without one there would be no telling what worked before, and whoever
 * stopped it may not want it started. A first bundle starts the one that it names.
 */
const mustAnswer = async (
  { ipsec }: Gateway,
  { services }: Tools,
  { inForce }: Journal,
  daemon: Daemon,
): Promise<void> => {
  const running = await services.running()
  if (running.size === 0 && inForce !== undefined)
    throw new ToolError('down', 'strongSwan', `${await whyDown(ipsec, daemon)}, so nothing is changed`)
  if (running.has(daemon) && !(await ipsec.answers(daemon)))
    throw new ToolError('down', 'strongSwan', 'it runs and does not answer, so nothing is changed')
}

/** One that somebody started by hand serves the tunnels, and nobody begins it again when it ends. */
const whyDown = async (ipsec: Gateway['ipsec'], daemon: Daemon): Promise<string> =>
  (await ipsec.answers(daemon)) ? 'it runs, but not as a service of systemd' : 'it does not run'
