import type { Bundle } from '../../../schema/wire/bundle.ts'
import { NO_FILES } from '../../core/keys/open.ts'
import type { Generation } from '../../core/state/generation.ts'
import type { Journal } from '../../core/state/journal.ts'
import type { Gateway } from '../gateway.ts'
import { loadBundle, openBundle } from './generations.ts'
import type { LiveChange } from './put-in-force.ts'

/** The live change from what is in force to a generation, or back from it. */
export const changeOf = async (
  gateway: Gateway,
  journal: Journal,
  tried: Pick<Generation, 'bundle'>,
  way: LiveChange['way'],
): Promise<LiveChange> => {
  const old = await inForceBundle(gateway, journal)
  const before = {
    files: old ? await openBundle(gateway, old) : NO_FILES,
    firewall: old?.firewall,
    daemon: old?.daemon ?? journal.pending?.before.daemon,
  }
  const { firewall, daemon } = tried.bundle
  const after = { files: await openBundle(gateway, tried.bundle), firewall, daemon }
  const [from, to] = way === 'forward' ? [before, after] : [after, before]
  return {
    way,
    from: from.files,
    to: to.files,
    firewall: { from: from.firewall, to: to.firewall },
    daemon: { from: from.daemon, to: to.daemon },
    wasUp: journal.pending?.before.up ?? [],
    originals: journal.originals,
  }
}

/** The bundle in force; undefined on a gateway that never committed one. */
export const inForceBundle = async (
  { disk }: Pick<Gateway, 'disk'>,
  { inForce }: Journal,
): Promise<Bundle | undefined> => (inForce === undefined ? undefined : await loadBundle(disk, inForce.digest))
