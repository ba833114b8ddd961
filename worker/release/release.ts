import { digestOf } from '../../schema/wire/canonical.ts'
import type { Name } from '../../schema/wire/names.ts'
import {
  bundlePath,
  gatewayRole,
  gatewayRolePath,
  snapshotPath,
  TIMESTAMP,
  targetsPath,
} from '../../schema/wire/repository.ts'
import { isAging } from './lifetime.ts'
import type { JsonObject } from './metadata.ts'
import type { GatewayTarget, Published } from './published.ts'
import { gatewayRoleBytes, type Signing, snapshotBytes, targetsBytes, timestampBytes } from './roles.ts'

/**
 * One write of a release. `content`: a bundle, whose name is its hash. `role`: a new version, never there before.
 * `timestamp`: the switch, over exactly what was read.
 */
export interface Write {
  readonly kind: 'content' | 'role' | 'timestamp'
  readonly path: string
  readonly bytes: Uint8Array
}

/** What a gateway shall be told, and the bundle itself where it may have to be stored. */
export interface Wanted {
  readonly target: GatewayTarget
  readonly bundle?: Uint8Array
}

export interface Situation extends Signing {
  readonly previous: Published | undefined
  /** Version numbers to leave out, because a publisher that died has used them. */
  readonly skip: number
}

/** What the store already says, once more: only what has aged is signed again. */
export const wantedAgain = (previous: Published): Wanted[] =>
  [...previous.gateways.values()].map(role => ({ target: role.says }))

/**
 * The writes from what is published to what is wanted, in their order (`docs/protocol.md` §4.5): bundles, gateway roles,
 * targets, snapshot, and the timestamp last, which switches everything at once. Roles that say the same as before and
 * have not aged are left alone. All roles of one release carry one version number, above all before; the timestamp
 * counts on its own. No writes: it is published already.
 */
export const nextRelease = (wanted: readonly Wanted[], situation: Situation): readonly Write[] => {
  const version = (situation.previous?.snapshot.version ?? 0) + 1 + situation.skip
  const inOrder = [...wanted].sort((a, b) => (a.target.gateway < b.target.gateway ? -1 : 1))
  const due = inOrder.filter(each => isDue(each, situation))
  const gateways = inOrder.map(each => each.target.gateway)
  const roles = [
    ...due.map(each => gatewayRoleWrite(each, version, situation)),
    ...targetsWrites(gateways, version, situation),
  ]
  const snapshot = snapshotWrites(roles, version, situation)
  return [
    ...due.flatMap(bundleWrites),
    ...[...roles, ...snapshot].map(role => role.write),
    ...timestampWrites(snapshot[0]?.meta, situation),
  ]
}

/** A role's write, and how the role above lists it. */
interface RoleWrite {
  readonly write: Write
  readonly file: string
  readonly meta: JsonObject
}

const roleWrite = (file: string, path: string, version: number, bytes: Uint8Array): RoleWrite => ({
  write: { kind: 'role', path, bytes },
  file,
  meta: { version, length: bytes.length, hashes: { sha256: digestOf(bytes) } },
})

const isDue = (each: Wanted, { previous, now }: Situation): boolean => {
  const before = previous?.gateways.get(each.target.gateway)
  return !before || isNews(each.target, before.says) || isAging('gateway', before.expires, now)
}

/** The same bundle is news in another release: a gateway tries a bundle that failed only when told again. */
const isNews = (target: GatewayTarget, before: GatewayTarget): boolean =>
  before.digest !== target.digest || before.custom.release !== target.custom.release

const bundleWrites = ({ target, bundle }: Wanted): Write[] =>
  bundle ? [{ kind: 'content', path: bundlePath(target.gateway, target.digest), bytes: bundle }] : []

const gatewayRoleWrite = ({ target }: Wanted, version: number, situation: Situation): RoleWrite => {
  const bytes = gatewayRoleBytes(target, version, situation)
  const { gateway } = target
  return roleWrite(`${gatewayRole(gateway)}.json`, gatewayRolePath(version, gateway), version, bytes)
}

const targetsWrites = (gateways: readonly Name[], version: number, situation: Situation): RoleWrite[] => {
  const before = situation.previous?.targets
  const isSame = before?.says.join() === gateways.join()
  if (before && isSame && !isAging('targets', before.expires, situation.now)) return []
  return [
    roleWrite('targets.json', targetsPath(version), version, targetsBytes(gateways, version, situation)),
  ]
}

/** A gateway that left stays listed: a file that vanishes from a snapshot is a rollback to every client (TUF §5.5.5). */
const snapshotWrites = (
  changed: readonly RoleWrite[],
  version: number,
  situation: Situation,
): RoleWrite[] => {
  const before = situation.previous?.snapshot
  if (before && changed.length === 0 && !isAging('snapshot', before.expires, situation.now)) return []
  const listed = Object.entries(before?.says ?? {}).map(([file, meta]) => [file, meta.toJSON()] as const)
  const meta = Object.fromEntries([...listed, ...changed.map(role => [role.file, role.meta] as const)])
  return [roleWrite('snapshot.json', snapshotPath(version), version, snapshotBytes(meta, version, situation))]
}

const timestampWrites = (snapshot: JsonObject | undefined, situation: Situation): Write[] => {
  const before = situation.previous?.timestamp
  const named = snapshot ?? before?.says.toJSON()
  if (!named || (before && !snapshot && !isAging('timestamp', before.expires, situation.now))) return []
  const bytes = timestampBytes(named, (before?.version ?? 0) + 1, situation)
  return [{ kind: 'timestamp', path: TIMESTAMP, bytes }]
}
