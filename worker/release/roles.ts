import type { Name } from '../../schema/wire/names.ts'
import { bundleTarget, gatewayRole } from '../../schema/wire/repository.ts'
import { expiryOf } from './lifetime.ts'
import { type JsonObject, signedRole, tufKey, tufTime } from './metadata.ts'
import type { GatewayTarget } from './published.ts'
import type { Signer } from './signer.ts'

/** Who signs, and when: the rest of a role is what it says. */
export interface Signing {
  readonly signer: Signer
  readonly now: Date
}

/** A gateway's role: its one target. `docs/protocol.md` §4.4. */
export const gatewayRoleBytes = (
  target: GatewayTarget,
  version: number,
  { signer, now }: Signing,
): Uint8Array => {
  const { gateway, digest, length, custom } = target
  const targets = { [bundleTarget(gateway)]: { length, hashes: { sha256: digest }, custom } }
  return signedRole('targets', { version, expires: tufTime(expiryOf('gateway', now)), targets }, [signer])
}

/** One delegation per gateway: `gateway.<name>` may sign `<name>/*`, and the search ends there. `docs/protocol.md` §4.3. */
export const targetsBytes = (
  gateways: readonly Name[],
  version: number,
  { signer, now }: Signing,
): Uint8Array => {
  const { keyid, json } = tufKey(signer.publicKey)
  const roles = gateways.map(gateway => ({
    name: gatewayRole(gateway),
    keyids: [keyid],
    threshold: 1,
    terminating: true,
    paths: [`${gateway}/*`],
  }))
  const delegations = { keys: { [keyid]: json }, roles }
  const expires = tufTime(expiryOf('targets', now))
  return signedRole('targets', { version, expires, targets: {}, delegations }, [signer])
}

/** Which version of each role belongs together. `docs/protocol.md` §4.2. */
export const snapshotBytes = (meta: JsonObject, version: number, { signer, now }: Signing): Uint8Array =>
  signedRole('snapshot', { version, expires: tufTime(expiryOf('snapshot', now)), meta }, [signer])

/** Which snapshot is the newest, for a day. `docs/protocol.md` §4.2. */
export const timestampBytes = (
  snapshot: JsonObject,
  version: number,
  { signer, now }: Signing,
): Uint8Array => {
  const meta = { 'snapshot.json': snapshot }
  return signedRole('timestamp', { version, expires: tufTime(expiryOf('timestamp', now)), meta }, [signer])
}
