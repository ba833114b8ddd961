import type { StagedGeneration } from '../core/generation.ts'
import type { Gateway } from './gateway.ts'
import { openBundle } from './generations.ts'
import { readIncluding, usesStarter } from './ipsec-files.ts'
import { firewallRules, ipsecTexts, kernelSettings, netplanText } from './texts.ts'

/**
 * Asks the real tools about a staged generation before anything changes. Throws a `ToolError` in the words of the first
 * that refuses, or a `SyntaxError` where the runner itself reads the text.
 */
export const preflight = async (gateway: Gateway, staged: StagedGeneration): Promise<void> => {
  const { bundle } = staged
  const tools = await gateway.tools()
  const files = await openBundle(gateway, bundle)
  kernelSettings(files)
  await tools.netplan.check(netplanText(files))
  await tools.firewall.check(firewallRules(files, bundle.firewall))
  await tools.services.mustHave(bundle.daemon)
  if (usesStarter(files)) await readIncluding(gateway.disk)
  await gateway.ipsec.check(ipsecTexts(files, bundle.daemon))
}
