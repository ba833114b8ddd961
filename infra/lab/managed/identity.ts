import { toBase64 } from '../../../schema/wire/base64.ts'
import { LabError } from '../lab-error.ts'
import type { Guest } from '../machine/guest.ts'
import type { LabKeys } from './enrolled.ts'

/** What a gateway of a lab is told by whoever enrols it by hand. */
export interface Identity {
  readonly network: string
  readonly keys: LabKeys | undefined
  /** Addresses of the repository and of where reports go. */
  readonly source: string
  readonly reports: string
  /** The first root. */
  readonly root: Uint8Array
}

/** Leaves on a gateway what enrolment leaves there, synced. Throws `name` for a gateway that has no keys. */
export const giveIdentity = async (
  gateway: Guest,
  { network, keys, source, reports, root }: Identity,
): Promise<void> => {
  if (keys === undefined) throw new LabError('name', `no keys were made for ${gateway.name}`)
  const key = (bytes: Uint8Array): string => `${toBase64(bytes)}\n`
  const config = { network, gateway: gateway.name, source, reports }
  await gateway.write('/etc/cygnet/runner.json', JSON.stringify(config))
  await gateway.write('/var/lib/cygnet/trust/root.json', root)
  await gateway.write('/var/lib/cygnet/keys/sign.key', key(keys.sign.secretKey.subarray(0, 32)), 0o600)
  await gateway.write('/var/lib/cygnet/keys/seal.key', key(keys.seal.secretKey), 0o600)
  await gateway.exec(['sync'])
}
