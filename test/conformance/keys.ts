import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { canonicalize } from '@tufjs/canonical-json'

/** A key as a repository lists it, and what it signs with. */
export interface SimulatedKey {
  readonly keyid: string
  readonly json: Record<string, unknown>
  readonly sign: (message: Uint8Array) => string
}

export type Kind =
  | 'ed25519'
  | 'ed25519 in PEM'
  | 'ecdsa'
  | 'ecdsa-sha2-nistp256'
  | 'ecdsa-sha2-nistp384'
  | 'rsassa-pss-sha256'
  | 'rsa-pkcs1v15-sha256'

const rsa = (): ReturnType<typeof generateKeyPairSync> => generateKeyPairSync('rsa', { modulusLength: 2048 })

const pair = (kind: Kind) => {
  if (kind.startsWith('ed25519')) return generateKeyPairSync('ed25519')
  if (kind === 'ecdsa-sha2-nistp384') return generateKeyPairSync('ec', { namedCurve: 'P-384' })
  if (kind.startsWith('ecdsa')) return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return rsa()
}

const words: Record<Kind, readonly [keytype: string, scheme: string]> = {
  ed25519: ['ed25519', 'ed25519'],
  'ed25519 in PEM': ['ed25519', 'ed25519'],
  ecdsa: ['ecdsa', 'ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa', 'ecdsa-sha2-nistp384'],
  'rsassa-pss-sha256': ['rsa', 'rsassa-pss-sha256'],
  'rsa-pkcs1v15-sha256': ['rsa', 'rsa-pkcs1v15-sha256'],
}

const signWith = (kind: Kind, key: KeyObject, message: Uint8Array): Buffer => {
  if (kind.startsWith('ed25519')) return sign(null, message, key)
  if (kind === 'rsassa-pss-sha256')
    return sign('sha256', message, {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    })
  return sign(kind === 'ecdsa-sha2-nistp384' ? 'sha384' : 'sha256', message, key)
}

/** A fresh key of a kind; `more` are fields that no standard knows. */
export const newKey = (kind: Kind = 'ecdsa', more: Record<string, unknown> = {}): SimulatedKey => {
  const { publicKey, privateKey } = pair(kind)
  const [keytype, scheme] = words[kind]
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const hex = publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('hex')
  const json = { keytype, scheme, keyval: { public: kind === 'ed25519' ? hex : pem }, ...more }
  const keyid = createHash('sha256').update(canonicalize(json)).digest('hex')
  return { keyid, json, sign: message => signWith(kind, privateKey, message).toString('hex') }
}
