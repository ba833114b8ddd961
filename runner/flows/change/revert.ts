import { LIVE_NETPLAN, LIVE_NETWORKD } from '../../core/paths.ts'
import type { Journal, Released } from '../../core/state/journal.ts'
import type { Gateway } from '../gateway.ts'
import { bootId } from './boot-id.ts'
import { catchUp, isLate } from './catch-up.ts'
import { changeOf } from './change.ts'
import { loadBundle } from './generations.ts'
import { usesStarter, writeStarterFiles } from './ipsec-files.ts'
import { putInForce } from './put-in-force.ts'

/**
 * Makes what is in force live again in place of what was tried. In /etc only the starter's files have changed, so after a
 * reboot these are all there is to do. Safe to repeat. Throws the first failure after having done all it could.
 */
export const revert = async (gateway: Gateway, journal: Journal, tried: Released): Promise<void> => {
  const { timer } = await gateway.tools()
  const bundle = await loadBundle(gateway.disk, tried.digest)
  const change = await changeOf(gateway, journal, { bundle }, 'back')
  const { pending } = journal
  if (pending?.boot === (await bootId(gateway.disk))) await putInForce(gateway, change)
  else if (pending !== undefined && (await isLate(gateway, pending))) await catchUp(gateway, change)
  // A reboot forgot all but what the starter had to find in /etc; it has not read it yet.
  else if (usesStarter(change.from, change.to)) await writeStarterFiles(gateway.disk, change.from, change.to)
  await gateway.disk.remove('put interfaces back', LIVE_NETPLAN)
  await gateway.disk.remove('put networkd settings back', LIVE_NETWORKD)
  await timer.disarm()
}
