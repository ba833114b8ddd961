import { digestOf } from '../../schema/wire/canonical.ts'
import {
  bundlePath,
  gatewayRole,
  gatewayRolePath,
  snapshotPath,
  TIMESTAMP,
  targetsPath,
} from '../../schema/wire/repository.ts'
import { LIFETIMES, type OnlineRole } from '../../worker/release/lifetime.ts'
import {
  type PublishedRole,
  readGatewayRole,
  readSnapshot,
  readTargets,
  readTimestamp,
} from '../../worker/release/published.ts'
import { ReleaseError } from '../../worker/release/release-error.ts'
import { type Finding, fine, warning, wrong } from './finding.ts'
import type { Patient } from './look.ts'

const HOUR = 3600 * 1000
/** Where the cron is seen to and how. */
const CRON =
  'npx wrangler tail shows what the cron says; npx wrangler deploy -c infra/worker/wrangler.jsonc sets its trigger anew'
const FOREIGN =
  'npx wrangler secret put SIGNING_KEY, with the seed whose public half is in the root; if somebody else wrote this: infra/worker/keys/playbook.md, a stolen Worker'

/** What gateways would be told now, role by role, down to each one's bundle. `worker` is the key that the root names. */
export const lookAtMetadata = async (patient: Patient, worker: Uint8Array): Promise<readonly Finding[]> => {
  const first = await fetched(patient, TIMESTAMP)
  if (first === undefined)
    return [warning('timestamp', 'nothing was released yet', 'approve a change: docs/guide/approve.md')]
  try {
    const timestamp = readTimestamp(first, worker, TIMESTAMP)
    const findings = [ageOf('timestamp', timestamp, patient.now)]
    return [...findings, ...(await lookBelow(patient, worker, timestamp.says.version))]
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error
    return [wrong('metadata', error.message, error.code === 'not-ours' ? FOREIGN : CRON)]
  }
}

const lookBelow = async (patient: Patient, worker: Uint8Array, version: number): Promise<Finding[]> => {
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = await fetched(patient, path)
    if (bytes === undefined) throw new ReleaseError('unreadable', `${path} is not there`)
    return bytes
  }
  const snapshot = readSnapshot(await read(snapshotPath(version)), worker, snapshotPath(version))
  const targetsAt = targetsPath(snapshot.says['targets.json']?.version ?? 0)
  const targets = readTargets(await read(targetsAt), worker, targetsAt)
  const late: Finding[] = []
  for (const gateway of targets.says) {
    const at = gatewayRolePath(snapshot.says[`${gatewayRole(gateway)}.json`]?.version ?? 0, gateway)
    const role = readGatewayRole(gateway)(await read(at), worker, at)
    const bundleAt = bundlePath(gateway, role.says.digest)
    if (digestOf(await read(bundleAt)) !== role.says.digest)
      throw new ReleaseError('unreadable', `${bundleAt} holds other bytes than its name says`)
    late.push(ageOf('gateway', role, patient.now, gatewayRole(gateway)))
  }
  const all = [ageOf('snapshot', snapshot, patient.now), ageOf('targets', targets, patient.now), ...late]
  const troubles = all.filter(({ verdict }) => verdict !== 'fine')
  if (troubles.length > 0) return troubles
  const count = targets.says.length
  return [
    fine(
      'delegations',
      `${count} ${count === 1 ? 'gateway' : 'gateways'}, each with its role and its bundle: ${targets.says.join(', ')}`,
    ),
  ]
}

/** The cron signs a role anew when half of its life is gone: one that is older means that no cron comes by. */
const ageOf = (
  role: OnlineRole,
  { expires }: PublishedRole<unknown>,
  now: Date,
  name: string = role,
): Finding => {
  const left = expires.getTime() - now.getTime()
  const hours = Math.round((LIFETIMES[role] - left) / HOUR)
  if (left <= 0)
    return wrong(name, `it is over since ${expires.toISOString()}: gateways take nothing new`, CRON)
  return left < LIFETIMES[role] / 2 - HOUR
    ? wrong(name, `it was signed ${hours} h ago and not renewed: no cron comes by`, CRON)
    : fine(name, `signed ${hours} h ago, good for ${Math.floor(left / HOUR)} h`)
}

const fetched = async ({ base, get }: Patient, path: string): Promise<Uint8Array | undefined> => {
  const { status, bytes } = await get(`${base}/repository/${path}`)
  return status === 200 ? bytes : undefined
}
