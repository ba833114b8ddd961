import type { Pending } from '../../core/state/journal.ts'
import type { Gateway } from '../gateway.ts'
import { bootId } from './boot-id.ts'
import { type LiveChange, putInForce } from './put-in-force.ts'

/**
 * Whether a change of an earlier boot is ended only now that kernel, networkd and strongSwan have read what stood in /etc before:
 * `cygnet-boot` was too slow, was killed, or found a disk that did not take it.
 */
export const isLate = async (gateway: Gateway, { boot }: Pick<Pending, 'boot'>): Promise<boolean> =>
  boot !== (await bootId(gateway.disk)) && (await (await gateway.tools()).services.begun())

/** Makes live, in place of what they may have read, what now stands in /etc. A daemon that is just starting is waited for. */
export const catchUp = async (gateway: Gateway, change: LiveChange): Promise<void> => {
  const { services } = await gateway.tools()
  const { to } = change.daemon
  if (to !== undefined && (await services.running()).has(to)) await services.start(to)
  await putInForce(gateway, { ...change, way: 'back' })
}
