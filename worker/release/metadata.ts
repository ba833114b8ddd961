import {
  Metadata,
  MetadataKind,
  type Root,
  Signature,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '@tufjs/models'
import { canonicalBytes, digestOf } from '../../schema/wire/canonical.ts'
import { verifies } from '../../schema/wire/ed25519.ts'
import type { Digest } from '../../schema/wire/names.ts'
import { ReleaseError } from './release-error.ts'
import type { Signer } from './signer.ts'

/** A JSON object as @tufjs/models takes it. */
export type JsonObject = Parameters<(typeof Targets)['fromJSON']>[0]

type AnyMetadata = Metadata<Root | Timestamp | Snapshot | Targets>

/** The version of TUF that the metadata is written for. */
const SPEC_VERSION = '1.0.31'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A public key as TUF writes it (TUF §4.2.1), and its id: the SHA-256 of that in canonical JSON. */
export const tufKey = (publicKey: Uint8Array): { keyid: Digest; json: JsonObject } => {
  const json = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex(publicKey) } }
  return { keyid: digestOf(canonicalBytes(json)), json }
}

/** A time as TUF writes it: UTC, whole seconds. */
export const tufTime = (time: Date): string => time.toISOString().replace(/\.\d{3}Z$/, 'Z')

/** Adds this signer's signature; one that it made before is replaced. */
export const addSignature = (metadata: AnyMetadata, signer: Signer): void => {
  const { keyid } = tufKey(signer.publicKey)
  metadata.sign(bytes => new Signature({ keyID: keyid, sig: hex(signer.sign(bytes)) }))
}

/** The bytes that are stored. */
export const metadataBytes = (metadata: AnyMetadata): Uint8Array => canonicalBytes(metadata.toJSON())

/** JSON, checked by the models; each throws on a shape that is not TUF's. */
export const models = {
  root: (json: JsonObject): Metadata<Root> => Metadata.fromJSON(MetadataKind.Root, json),
  timestamp: (json: JsonObject): Metadata<Timestamp> => Metadata.fromJSON(MetadataKind.Timestamp, json),
  snapshot: (json: JsonObject): Metadata<Snapshot> => Metadata.fromJSON(MetadataKind.Snapshot, json),
  targets: (json: JsonObject): Metadata<Targets> => Metadata.fromJSON(MetadataKind.Targets, json),
} as const

/** A role of this type with these fields, signed by each of the signers, as the bytes that are stored. */
export const signedRole = (
  type: keyof typeof models,
  fields: JsonObject,
  signers: readonly Signer[],
): Uint8Array => {
  const signed = { _type: type, spec_version: SPEC_VERSION, ...fields }
  const metadata = models[type]({ signed, signatures: [] })
  for (const signer of signers) addSignature(metadata, signer)
  return metadataBytes(metadata)
}

/**
 * Throws unless this key signed the metadata. The Worker reads its own earlier metadata back from a store that others
 * may have written to; what it does not find its own signature on, it must not carry into what it signs next.
 */
export const mustBeOwn = (metadata: AnyMetadata, publicKey: Uint8Array, path: string): void => {
  if (!isSignedBy(metadata, publicKey))
    throw new ReleaseError('not-ours', `${path} in the store is not signed by this Worker's key`)
}

const isSignedBy = (metadata: AnyMetadata, publicKey: Uint8Array): boolean => {
  const signature = metadata.signatures[tufKey(publicKey).keyid]
  if (signature === undefined) return false
  let signed = false
  try {
    // Not Key.verifySignature: it hands node:crypto a form of key that workerd's does not take. Signing anew with the
    // signature that is there is how the models give out the bytes that were signed; it changes nothing.
    metadata.sign(bytes => {
      signed = verifies(bytes, Buffer.from(signature.sig, 'hex'), publicKey)
      return signature
    })
  } catch {
    // What has no canonical form (a fraction in a field that nobody reads), nobody has signed.
    return false
  }
  return signed
}
