import { plainFiles } from '../core/keys/open.ts'
import { isLate } from './change/catch-up.ts'
import { inForceBundle } from './change/change.ts'
import { loadJournal } from './change/journal-file.ts'
import { firewallRules } from './change/texts.ts'
import type { Gateway } from './gateway.ts'
import { recover } from './once.ts'

/**
 * Before the network daemons start: finishes what was decided, forgets what was not (a reboot took it away), and puts
 * the firewall back. The firewall comes back also when the rest fails.
 */
export const boot = async (gateway: Gateway): Promise<void> => {
  try {
    await beforeTheNetwork(gateway)
  } finally {
    await restoreFirewall(gateway)
  }
}

/**
 * Where it is too late for that, because an earlier try was too slow or died, all has to be made live as well, and daemons that wait
 * for this very process cannot be waited for: the service does it.
 */
const beforeTheNetwork = async (gateway: Gateway): Promise<void> => {
  const { pending } = await loadJournal(gateway.disk)
  if (pending !== undefined && (await isLate(gateway, pending))) return
  await recover(gateway)
  const { netplan } = await gateway.tools()
  await netplan.generate()
}

/** By the journal as it then stands, whatever came of the rest. Throws a `ToolError` when the firewall refuses. */
export const restoreFirewall = async (gateway: Pick<Gateway, 'disk' | 'kernel'>): Promise<void> => {
  const bundle = await inForceBundle(gateway, await loadJournal(gateway.disk))
  if (bundle === undefined) return
  const { firewall } = await gateway.kernel()
  await firewall.apply(firewallRules(plainFiles(bundle), bundle.firewall))
}
