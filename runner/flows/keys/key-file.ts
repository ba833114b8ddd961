import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'
import type { Disk } from '../../ports/disk.ts'

/** Reads one of the gateway's private keys: base64 of 32 bytes. Throws in words without the key. */
export const readKey = async (disk: Disk, path: string): Promise<Uint8Array> => {
  const bytes = await disk.read('read a private key', path)
  if (bytes === undefined) throw new Error(`there is no key at ${path}: this gateway was never enrolled`)
  const text = new TextDecoder().decode(bytes).trim()
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) throw new Error(`${path} does not hold a key`)
  return fromBase64(text)
}

/** Writes a private key, readable by root alone. */
export const writeKey = async (disk: Disk, path: string, key: Uint8Array): Promise<void> => {
  await disk.write('keep a private key', path, new TextEncoder().encode(`${toBase64(key)}\n`), 0o600)
}
