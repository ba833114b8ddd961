import * as z from 'zod/mini'

// The words of docs/protocol.md §1.

/** A network, gateway or tunnel: also a TUF role, a path segment and a strongSwan section, hence no dot and no slash. */
export const Name = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,30}$/))

/** A connection, a CHILD SA or the secret of one: a section of strongSwan's settings; those of meshes join three names. */
export const SectionName = z.string().check(z.regex(/^[a-z][A-Za-z0-9_-]{0,95}$/))

/** A sealed secret: a file of its own in Git, often named after a user or a host. */
export const SecretName = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/))

/** A Linux interface name: at most 15 bytes (IFNAMSIZ), and no dot, on which networkd's sysctl paths trip. */
export const InterfaceName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/))

/** SHA-256 in lower-case hex. */
export const Digest = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** 32 bytes as standard base64 with padding (44 characters). */
export const Key32 = z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/))

/** 64 bytes as standard base64 with padding (88 characters): an Ed25519 signature (RFC 8032). */
export const Signature64 = z.string().check(z.regex(/^[A-Za-z0-9+/]{86}==$/))

export type Name = z.infer<typeof Name>
export type Digest = z.infer<typeof Digest>
