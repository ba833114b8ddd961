import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { type CsrWish, csrConfig, type KeyWish } from '../../core/keys/csr-wish.ts'
import { keyDigest } from '../../core/keys/private-key.ts'
import { heldKeyPath } from '../../core/paths.ts'
import type { Disk } from '../../ports/disk.ts'
import type { RequestMaker } from '../../ports/request-maker.ts'

/** What `csr` needs; no network, no enrolment. */
export interface CsrPorts {
  readonly disk: Disk
  readonly requests: RequestMaker
}

/** A request for a certificate, and the private key on this gateway that it asks for. */
export interface CsrMade {
  readonly pem: string
  readonly digest: string
}

/**
 * Makes a private key that never leaves this gateway and a request for a certificate for it. The key is on the disk before
 * anybody sees the request; every call makes another key, and none is ever overwritten.
 */
export const csr = async ({ disk, requests }: CsrPorts, wish: CsrWish): Promise<CsrMade> => {
  const key = await newKey(wish.key)
  const digest = keyDigest(key)
  if (digest === undefined) throw new Error('the key that was made does not read back')
  const path = heldKeyPath(digest)
  await disk.write('keep a held key', path, new TextEncoder().encode(key), 0o600)
  return { pem: await requests.request(csrConfig(wish), path), digest }
}

const newKey = async (wish: KeyWish): Promise<string> => {
  const generate = promisify(generateKeyPair)
  const { privateKey } =
    wish.type === 'rsa'
      ? await generate('rsa', { modulusLength: wish.bits })
      : await generate('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
