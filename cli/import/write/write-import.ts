import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandError } from '../../command-error.ts'
import type { Before, Imported } from '../join/import-host.ts'
import { sealKeysOf } from '../join/seal-keys.ts'
import { forgetSecret, type StoredSecret, storeSecret } from './secret-files.ts'

/**
 * Writes what an import came to into the topology's folder. Secrets first: a topology that names what is nowhere would be worse than a
 * secret that nothing names. Throws a CommandError.
 */
export const writeImport = async (
  into: string,
  { known }: Before,
  { text, secrets, obsolete, pki }: Imported,
): Promise<StoredSecret[]> => {
  try {
    await mkdir(path.join(into, pki.size > 0 ? 'pki' : '.'), { recursive: true })
    const stored: StoredSecret[] = []
    for (const secret of secrets)
      stored.push(await storeSecret(into, known.network, secret, sealKeysOf(known)))
    for (const name of obsolete) await forgetSecret(into, name)
    for (const [name, pem] of pki) await writeFile(path.join(into, name), pem)
    await writeFile(path.join(into, 'topology.yaml'), text)
    return stored
  } catch (cause) {
    throw new CommandError(
      'unwritable',
      `${into} cannot be written to`,
      'choose another folder with --into',
      cause,
    )
  }
}
