import type { Bundle } from '../../schema/wire/bundle.ts'
import { open } from '../../schema/wire/sealed.ts'
import { SEAL_KEY } from '../core/paths.ts'
import type { Disk } from '../ports/disk.ts'
import { readKey } from './key-file.ts'

/**
 * What opens the database that a bundle's measurements are pushed to; undefined where it has none. Stays in memory. Throws a
 * `SealedError` for a box that is not what the bundle says.
 */
export const monitorToken = async (
  disk: Disk,
  { network, monitor, secrets }: Bundle,
): Promise<string | undefined> => {
  const secret = secrets.find(({ id }) => id === monitor?.influx?.token)
  if (secret?.kind !== 'sealed') return undefined
  const { name, holds, box } = secret
  return new TextDecoder().decode(open(await readKey(disk, SEAL_KEY), { network, name, holds }, box))
}
