import { emptyJournal, type Journal } from '../core/journal.ts'
import { plainFiles } from '../core/open.ts'
import { inForceBundle } from './change.ts'
import type { Gateway } from './gateway.ts'
import { loadJournal } from './journal-file.ts'
import { recover } from './once.ts'
import { firewallRules } from './texts.ts'

/**
 * Before the network daemons start: finishes what was decided, forgets what was not (a reboot took it away), and puts
 * the firewall back. The firewall comes back also when the rest fails. Where it is too late for that, because an earlier try was
 * too slow or died, the firewall is all: what it would do now has to be made live as well, and daemons that wait for this very
 * process cannot be waited for. The service does it.
 */
export const boot = async (gateway: Gateway): Promise<void> => {
  let journal: Journal = emptyJournal
  try {
    const { netplan, services } = await gateway.tools()
    if (await services.begun()) journal = await loadJournal(gateway.disk)
    else {
      journal = (await recover(gateway)).journal
      await netplan.generate()
    }
  } finally {
    await restoreFirewall(gateway, journal)
  }
}

const restoreFirewall = async (gateway: Gateway, journal: Journal): Promise<void> => {
  const bundle = await inForceBundle(gateway, journal)
  if (bundle === undefined) return
  const { firewall } = await gateway.kernel()
  await firewall.apply(firewallRules(plainFiles(bundle), bundle.firewall))
}
