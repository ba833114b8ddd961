import { type KeyObject, randomBytes, sign } from 'node:crypto'
import { access } from 'node:fs/promises'
import { encodeProof, type OperatorRequest, requestBytes, SCHEME } from '../../schema/operator-request.ts'
import { CommandError } from '../command-error.ts'
import { publicKeyOf } from '../init/network-keys.ts'
import { privateKey } from '../init/root-files.ts'
import { KEY_FILE } from './key-file.ts'

/** Makes the header `Authorization` of one request. */
export type Identity = (request: Omit<OperatorRequest, 'at' | 'nonce'>) => string

/**
 * What says who the operator is: the key in CYGNET_KEY, a token in CYGNET_TOKEN, the key in `.cygnet/operator.pem`, a
 * token in GITHUB_TOKEN; the first that is there. Throws a `CommandError` when none is.
 */
export const identity = async (): Promise<Identity> => {
  const { CYGNET_KEY, CYGNET_TOKEN, GITHUB_TOKEN, CYGNET_PASSPHRASE } = process.env
  const byKey = async (file: string) => keyIdentity(await privateKey(file, CYGNET_PASSPHRASE))
  if (CYGNET_KEY) return byKey(CYGNET_KEY)
  if (CYGNET_TOKEN) return () => `Bearer ${CYGNET_TOKEN}`
  if (await isThere(KEY_FILE)) return byKey(KEY_FILE)
  if (GITHUB_TOKEN) return () => `Bearer ${GITHUB_TOKEN}`
  throw new CommandError(
    'control-plane',
    'there is no token and no key to say who you are',
    'set CYGNET_TOKEN to a GitHub token of yours, or make a key with cygnet operator key',
  )
}

/** Signs each request: `docs/protocol.md` §12. `now` in milliseconds since 1970. */
export const keyIdentity =
  (key: KeyObject, now: () => number = Date.now, random: (count: number) => Buffer = randomBytes): Identity =>
  request => {
    const [at, nonce] = [now(), random(16).toString('base64url')]
    const proof = {
      key: Buffer.from(publicKeyOf(key)).toString('base64'),
      at,
      nonce,
      signature: sign(null, requestBytes({ ...request, at, nonce }), key).toString('base64'),
    }
    return `${SCHEME} ${encodeProof(proof)}`
  }

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
