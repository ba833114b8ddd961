import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { digestOf } from '../../schema/wire/canonical.ts'
import type { Digest } from '../../schema/wire/names.ts'
import { makeRoot, signRoot } from '../../worker/release/root.ts'
import type { Signer } from '../../worker/release/signer.ts'

/** How long a root is good for. Before that the operators sign the next one: `infra/worker/keys/playbook.md`. */
const ROOT_DAYS = 365

export interface KeyPlan {
  /** How many operators get a root key, and how many of them it takes to change who may sign. */
  readonly operators: number
  readonly threshold: number
  readonly now: Date
}

/** The secrets of a new network, and the one public thing that follows from them. */
export interface NetworkKeys {
  /** metadata/1.root.json, signed by every operator. */
  readonly rootBytes: Uint8Array
  /** SHA-256 of these bytes: what an enrolment token names. */
  readonly rootDigest: Digest
  /** Secret: base64 of the Worker's 32-byte Ed25519 seed (its SIGNING_KEY). */
  readonly workerSeed: string
  /** Secret: one Ed25519 private key per operator, PKCS#8 PEM. */
  readonly operatorKeys: readonly string[]
}

/** Makes the keys of a new network. Throws a `ReleaseError` when so many operators cannot meet that threshold. */
export const makeNetworkKeys = ({ operators, threshold, now }: KeyPlan): NetworkKeys => {
  const worker = generateKeyPairSync('ed25519').privateKey
  const keys = Array.from({ length: operators }, () => generateKeyPairSync('ed25519').privateKey)
  const signers = keys.map(operatorSigner)
  const unsigned = makeRoot({
    version: 1,
    operators: signers.map(signer => signer.publicKey),
    threshold,
    worker: publicKeyOf(worker),
    expires: rootExpiry(now),
  })
  const rootBytes = signers.reduce(signRoot, unsigned)
  return {
    rootBytes,
    rootDigest: digestOf(rootBytes),
    workerSeed: Buffer.from(worker.export({ format: 'jwk' }).d ?? '', 'base64url').toString('base64'),
    operatorKeys: keys.map(key => key.export({ format: 'pem', type: 'pkcs8' }).toString()),
  }
}

/** An operator's private key as a signer of root metadata. */
export const operatorSigner = (key: KeyObject): Signer => ({
  publicKey: publicKeyOf(key),
  sign: bytes => sign(null, bytes, key),
})

/** When a root that is made now expires. */
export const rootExpiry = (now: Date): Date => new Date(now.getTime() + ROOT_DAYS * 24 * 60 * 60 * 1000)

/** The 32 bytes of an Ed25519 key's public half. */
export const publicKeyOf = (key: KeyObject): Uint8Array =>
  Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
