import { LIMITS, TIMESTAMP } from '../../../schema/wire/repository-names.ts'
import {
  type KnownTime,
  knownTimeBytes,
  readKnownTime,
  timeBy,
  timeToKeep,
} from '../../core/trust/known-time.ts'
import { stampedTarget } from '../../core/trust/stamp.ts'
import type { Identity, Refreshed } from '../../core/trust/trusted.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Disk } from '../../ports/disk.ts'
import { DiskError } from '../../ports/disk-error.ts'
import type { Source } from '../../ports/source.ts'
import { VERSION } from '../../version.ts'
import { download } from './download.ts'
import { TrustFolder } from './trust-folder.ts'

export interface RefreshPorts {
  readonly source: Source
  readonly disk: Disk
  readonly clock: Pick<Clock, 'now'>
}

/** Who this gateway is, and where it keeps its state (`<folder>/trust`). */
export interface GatewayIdentity extends Identity {
  readonly folder: string
}

/**
 * What this gateway should run, proven from its root down (`docs/protocol.md` §5). Where these very files were proven by
 * this runner before, a poll without change is one conditional GET, and nothing that proves is loaded.
 *
 * Throws a `TrustError` when something offered is not proven, a `SourceError` when the source does not answer; in both
 * cases everything trusted before stays trusted.
 */
export const refresh = async (ports: RefreshPorts, identity: GatewayIdentity): Promise<Refreshed> => {
  const clock = ports.clock.now()
  const folder = new TrustFolder(ports.disk, `${identity.folder}/trust`)
  const known = readKnownTime(await folder.time())
  const { now } = timeBy(known, clock)
  const refreshed = await refreshAt(ports.source, folder, now, identity)
  const time = timeToKeep(known, clock, now)
  if (time !== undefined) await keepTime(folder, time)
  return refreshed
}

const refreshAt = async (
  source: Source,
  folder: TrustFolder,
  now: Date,
  identity: GatewayIdentity,
): Promise<Refreshed> => {
  const held = await folder.read()
  const [etag, stamp] = [await folder.etag(), await folder.stamp()]
  const by = { network: identity.network, gateway: identity.gateway, runner: VERSION }
  const target = etag && stamp && stampedTarget(stamp, { ...held, etag }, by, now)
  const polled = etag && target ? await download(source, TIMESTAMP, LIMITS.timestamp, etag) : undefined
  if (target && polled?.kind === 'unchanged') return { kind: 'unchanged', target }
  const { prove } = await import('./prove.ts')
  return await prove({ source, folder, now }, { held, etag, polled }, by)
}

/** A time that cannot be written down is one that was not learned; polls go on. */
const keepTime = async (folder: TrustFolder, time: KnownTime): Promise<void> => {
  try {
    await folder.keepTime(knownTimeBytes(time))
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
}
