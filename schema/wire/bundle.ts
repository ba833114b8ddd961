import * as z from 'zod/mini'
import { canonicalBytes, digestOf } from './canonical.ts'
import { type Digest, InterfaceName, Key32, Name } from './names.ts'

/** A bundle is refused above this many bytes, before it is parsed. */
export const MAX_BUNDLE_BYTES = 4 * 1024 * 1024

/**
 * Where a bundle may write, and nowhere else: the runner refuses any other path before it touches the disk.
 * A file of somebody else (the installer's netplan file, a hand-written connection) can never be named.
 */
export const MANAGED_PATHS = [
  '/etc/netplan/60-cygnet.yaml',
  '/etc/systemd/networkd.conf.d/60-cygnet.conf',
  '/etc/swanctl/conf.d/cygnet.conf',
  '/etc/swanctl/conf.d/cygnet.secrets.conf',
  '/etc/strongswan.d/cygnet.conf',
  '/etc/cygnet/iptables.v4',
  '/etc/cygnet/iptables.v6',
  '/etc/sysctl.d/60-cygnet.conf',
] as const

/** A file's text in pieces: plain text, or the id of a secret that the gateway fills in, in memory (0s + base64). */
export const Piece = z.union([z.string().check(z.maxLength(1024 * 1024)), z.strictObject({ secret: Name })])

export const ManagedFile = z.strictObject({
  path: z.enum(MANAGED_PATHS),
  /** 0o600 = 384 or 0o644 = 420. */
  mode: z.union([z.literal(0o600), z.literal(0o644)]),
  content: z.array(Piece).check(z.maxLength(4096)),
})

/** A tunnel key that both ends compute: X25519 between their seal keys, HKDF-SHA-256 over (network, tunnel, epoch). */
export const DerivedSecret = z.strictObject({
  id: Name,
  kind: z.literal('derived'),
  tunnel: Name,
  epoch: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  /** The other gateway's public X25519 seal key. */
  peer: Key32,
})

export const ConnectionProbe = z.strictObject({
  connection: Name,
  children: z.array(Name).check(z.maxLength(4096)),
  /** An inside address of the other end and the own inside address to ask from, per child where both are known. */
  inside: z.array(z.strictObject({ child: Name, from: z.string(), to: z.string() })),
})

export const InterfaceProbe = z.strictObject({
  name: InterfaceName,
  /** Addresses with prefix, such as 172.16.0.18/28, that must be on the interface. */
  addresses: z.array(z.string()),
  mtu: z.optional(z.int()),
})

/**
 * One gateway's whole configuration, as a pure function of the topology: no time, no release, no commit (these live in
 * the TUF target's `custom`). `docs/protocol.md` §3.
 */
export const Bundle = z.strictObject({
  cygnet: z.literal(1),
  network: Name,
  gateway: Name,
  daemon: z.enum(['swanctl', 'ipsec.conf']),
  firewall: z.enum(['iptables-nft', 'iptables-legacy']),
  /** Seconds between two polls. */
  every: z.int().check(z.minimum(1), z.maximum(86_400)),
  /** Sorted by path, each path once. */
  files: z.array(ManagedFile).check(z.maxLength(64)),
  /** Sorted by id. */
  secrets: z.array(DerivedSecret).check(z.maxLength(4096)),
  probes: z.strictObject({
    interfaces: z.array(InterfaceProbe),
    connections: z.array(ConnectionProbe),
  }),
})

export type Bundle = z.infer<typeof Bundle>
export type ManagedFile = z.infer<typeof ManagedFile>
export type ManagedPath = (typeof MANAGED_PATHS)[number]
export type Piece = z.infer<typeof Piece>
export type DerivedSecret = z.infer<typeof DerivedSecret>

/** The bytes that are stored, hashed and signed for a bundle. */
export const bundleBytes = (bundle: Bundle): Uint8Array => canonicalBytes(bundle)

export const bundleDigest = (bundle: Bundle): Digest => digestOf(bundleBytes(bundle))

/** What an approval binds: the SHA-256 of the canonical list of (gateway, bundle digest), sorted by gateway. */
export const planDigest = (bundles: readonly Bundle[]): Digest =>
  digestOf(
    canonicalBytes(
      bundles
        .map(bundle => ({ gateway: bundle.gateway, bundle: bundleDigest(bundle) }))
        .sort((a, b) => (a.gateway < b.gateway ? -1 : 1)),
    ),
  )
