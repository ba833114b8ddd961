import type { Bundle } from '../../../schema/wire/bundle.ts'
import { open } from '../../../schema/wire/sealed.ts'
import { SecretError } from '../../core/keys/secret-error.ts'
import { SEAL_KEY } from '../../core/paths.ts'
import type { Disk } from '../../ports/disk.ts'
import { readKey } from './key-file.ts'

/**
 * What opens the database that a bundle's `monitor` names; undefined where it names no token. It is text, as its holder typed it. `docs/protocol.md`
 * §3.7. Throws a `SealedError` for a box that is not what the bundle says, a `SecretError` for a token that is not in the bundle.
 */
export const openToken = async (
  disk: Disk,
  { network, monitor, secrets }: Bundle,
): Promise<string | undefined> => {
  const id = monitor?.influx?.token
  if (id === undefined) return undefined
  const secret = secrets.find(one => one.id === id)
  // No key and no password: who signs bundles says where this is sent (docs/adr/0214).
  if (secret?.kind !== 'sealed' || secret.holds !== 'token')
    throw new SecretError('missing', `the token of the database, ${id}, was not sealed as one`)
  const { name, holds, box } = secret
  return new TextDecoder().decode(open(await readKey(disk, SEAL_KEY), { network, name, holds }, box)).trim()
}
