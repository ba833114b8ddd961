import type { Digest, Name } from './names.ts'

/** Names and limits of the TUF repository in the object store (TUF 1.0 §3, consistent snapshots). */
export const TIMESTAMP = 'metadata/timestamp.json'
export const rootPath = (version: number): string => `metadata/${version}.root.json`
export const snapshotPath = (version: number): string => `metadata/${version}.snapshot.json`
export const targetsPath = (version: number): string => `metadata/${version}.targets.json`
export const gatewayRolePath = (version: number, gateway: Name): string =>
  `metadata/${version}.${gatewayRole(gateway)}.json`

/** The delegated role that may sign `<gateway>/*` and nothing else. */
export const gatewayRole = (gateway: Name): string => `gateway.${gateway}`

/** A gateway's one target, by its name in the metadata. */
export const bundleTarget = (gateway: Name): string => `${gateway}/bundle.json`

/** The same target in the store: consistent snapshots put the hash before the file's name. */
export const bundlePath = (gateway: Name, digest: Digest): string =>
  `targets/${gateway}/${digest}.bundle.json`

/** A package of the runner, beside the metadata: its name is its hash. */
export const packagePath = (digest: Digest): string => `packages/${digest}`

/** Upper bounds in bytes, checked while downloading. */
export const LIMITS = {
  root: 512 * 1024,
  timestamp: 16 * 1024,
  snapshot: 2 * 1024 * 1024,
  targets: 2 * 1024 * 1024,
  gatewayRole: 512 * 1024,
  /** Root versions followed in one refresh (TUF §5.3.3). */
  rootRotations: 256,
} as const
