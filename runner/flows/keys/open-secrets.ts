import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { BundleSecret, HeldSecret, SealedSecret } from '../../../schema/wire/bundle-secret.ts'
import { open } from '../../../schema/wire/sealed.ts'
import { keyDigest } from '../../core/keys/private-key.ts'
import { SecretError } from '../../core/keys/secret-error.ts'
import { asStrongswanSecret, deriveTunnelKey } from '../../core/keys/tunnel-key.ts'
import { heldKeyPath, SEAL_KEY } from '../../core/paths.ts'
import type { Disk } from '../../ports/disk.ts'
import { readKey } from './key-file.ts'

/**
 * What a bundle's secrets stand for, by id, as strongSwan reads them: private keys as PEM, anything else as `0s` and base64.
 * `docs/protocol.md` §6. Throws a `SealedError` for a box that is not what the bundle says, a `SecretError` for a key that
 * should be here and is not.
 */
export const openSecrets = async (disk: Disk, bundle: Bundle): Promise<ReadonlyMap<string, string>> => {
  const opened = new Map<string, string>()
  const seal = bundle.secrets.some(({ kind }) => kind !== 'held')
    ? await readKey(disk, SEAL_KEY)
    : new Uint8Array()
  for (const secret of bundle.secrets)
    opened.set(secret.id, await openSecret(disk, bundle.network, seal, secret))
  return opened
}

const openSecret = async (
  disk: Disk,
  network: string,
  seal: Uint8Array,
  secret: BundleSecret,
): Promise<string> => {
  if (secret.kind === 'derived') return asStrongswanSecret(deriveTunnelKey(seal, network, secret))
  if (secret.kind === 'sealed') return openSealed(network, seal, secret)
  return await openHeld(disk, secret)
}

const openSealed = (network: string, seal: Uint8Array, { name, holds, box }: SealedSecret): string => {
  const value = open(seal, { network, name, holds }, box)
  return holds === 'key' ? withNewline(new TextDecoder().decode(value)) : asStrongswanSecret(value)
}

const openHeld = async (disk: Disk, { key }: HeldSecret): Promise<string> => {
  const path = heldKeyPath(key)
  const bytes = await disk.read('read a held key', path)
  if (bytes === undefined)
    throw new SecretError(
      'missing',
      `the private key of a certificate is not on this gateway (${path}): make one with cygnet-runner csr, and have a ` +
        'certificate issued for it',
    )
  const pem = new TextDecoder().decode(bytes)
  if (keyDigest(pem) !== key)
    throw new SecretError('damaged', `${path} does not hold the key that it is named after`)
  return withNewline(pem)
}

const withNewline = (pem: string): string => `${pem.trimEnd()}\n`
