import { createHash } from 'node:crypto'
import type { Name } from '../../../schema/wire/names.ts'
import { type RunnerRelease, runnerStatement } from '../../../schema/wire/runner-release.ts'
import { publicKeyOf } from './public-key.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedPackage, TrustedRoot, WantedPackage } from './trusted.ts'
import { signatoriesOf } from './verify.ts'

/**
 * A threshold of the operators whom the trusted root names vouches for this version and its packages in this network. The
 * Worker's key, which signs bundles, cannot: it decides what a gateway is configured to do, not what it runs.
 * `docs/protocol.md` §10.3.
 */
export const mustBeVouchedFor = (root: TrustedRoot, network: Name, release: RunnerRelease): void => {
  const { keys, keyIDs, threshold, policy } = signatoriesOf(root, 'root')
  const statement = runnerStatement(network, release)
  const operators = keyIDs.flatMap(id => (Object.hasOwn(keys, id) ? (keys[id] ?? []) : []))
  const vouching = operators.flatMap(operator => {
    const key = publicKeyOf(operator, policy)
    const own = release.signatures.find(one => one.key === operator.keyVal['public'])
    const signature = own && Buffer.from(own.signature, 'base64').toString('hex')
    return key && signature && key.verifies(statement, signature) ? [key.identity] : []
  })
  const count = new Set(vouching).size
  if (!(count >= threshold))
    throw new TrustError(
      'below-threshold',
      `runner ${release.version} is signed by ${count} of the ${threshold} operators that it takes`,
    )
}

/** The package out of bytes from anywhere: exactly the length and hash that the bundle names. Throws `package-hash`. */
export const trustPackage = (bytes: Uint8Array, wanted: WantedPackage): TrustedPackage => {
  const { sha256, length } = wanted.package
  if (bytes.length !== length || createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new TrustError(
      'package-hash',
      `the package of runner ${wanted.version} has not the length or hash that was signed for it`,
    )
  return { ...wanted, bytes } as unknown as TrustedPackage
}
