import * as z from 'zod/mini'
import { Digest, Key32, SecretName, SectionName } from './names.ts'

/** A tunnel key that both ends compute: X25519 between their seal keys, HKDF-SHA-256 over (network, tunnel, epoch). */
export const DerivedSecret = z.strictObject({
  id: SectionName,
  kind: z.literal('derived'),
  tunnel: SectionName,
  epoch: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  /** The other gateway's public X25519 seal key. */
  peer: Key32,
})

/**
 * What a sealed secret is: bytes of a pre-shared key, a password, its NT hash, a private key as PKCS#8 PEM, or what opens a database. The last
 * alone is ever sent anywhere.
 */
export const SecretHolds = z.enum(['psk', 'password', 'nt-hash', 'key', 'token'])

/** A secret that was sealed to this gateway on somebody's laptop; only the gateway can open it. `docs/protocol.md` §6. */
export const SealedSecret = z.strictObject({
  id: SectionName,
  kind: z.literal('sealed'),
  name: SecretName,
  holds: SecretHolds,
  /** Base64 of the box: at most 12 KiB of it. */
  box: z.string().check(z.regex(/^[A-Za-z0-9+/]{1,16384}={0,2}$/)),
})

/** A private key that this gateway made itself and that never left it. */
export const HeldSecret = z.strictObject({
  id: SectionName,
  kind: z.literal('held'),
  /** SHA-256 of the public key as SubjectPublicKeyInfo in DER (RFC 5280 §4.1). */
  key: Digest,
})

/** Something that only the gateway can know, by where it gets it from. */
export const BundleSecret = z.discriminatedUnion('kind', [DerivedSecret, SealedSecret, HeldSecret])

export type DerivedSecret = z.infer<typeof DerivedSecret>
export type SealedSecret = z.infer<typeof SealedSecret>
export type HeldSecret = z.infer<typeof HeldSecret>
export type SecretHolds = z.infer<typeof SecretHolds>
export type BundleSecret = z.infer<typeof BundleSecret>
