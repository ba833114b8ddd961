import type { Journal, Released } from '../core/journal.ts'
import { LIVE_NETPLAN, LIVE_NETWORKD } from '../core/paths.ts'
import { bootId } from './arm.ts'
import { changeOf } from './change.ts'
import type { Gateway } from './gateway.ts'
import { loadBundle } from './generations.ts'
import { putInForce } from './put-in-force.ts'

/**
 * Makes what is in force live again in place of what was tried. Nothing in /etc has changed yet, so after a reboot
 * there is nothing to do. Safe to repeat. Throws the first failure after having done all it could.
 */
export const revert = async (gateway: Gateway, journal: Journal, tried: Released): Promise<void> => {
  const { timer } = await gateway.tools()
  if (journal.pending?.boot === (await bootId(gateway.disk))) {
    const bundle = await loadBundle(gateway.disk, tried.digest)
    await putInForce(gateway, await changeOf(gateway, journal, { bundle }, 'back'))
  }
  await gateway.disk.remove('put interfaces back', LIVE_NETPLAN)
  await gateway.disk.remove('put networkd settings back', LIVE_NETWORKD)
  await timer.disarm()
}
