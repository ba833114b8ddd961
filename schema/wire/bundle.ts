import * as z from 'zod/mini'
import { BundleSecret } from './bundle-secret.ts'
import { canonicalBytes, digestOf } from './canonical.ts'
import { ManagedPath } from './managed-paths.ts'
import { Monitor } from './monitor.ts'
import { type Digest, InterfaceName, Name, SectionName } from './names.ts'
import { RunnerRelease } from './runner-release.ts'

/** A bundle is refused above this many bytes, before it is parsed. */
export const MAX_BUNDLE_BYTES = 4 * 1024 * 1024

/**
 * A file's text in pieces: plain text, or the id of a secret that the gateway fills in, in memory: a private key as PEM,
 * anything else as 0s + base64.
 */
export const Piece = z.union([
  z.string().check(z.maxLength(1024 * 1024)),
  z.strictObject({ secret: SectionName }),
])

export const ManagedFile = z.strictObject({
  path: ManagedPath,
  /** 0o600 = 384 or 0o644 = 420. */
  mode: z.union([z.literal(0o600), z.literal(0o644)]),
  content: z.array(Piece).check(z.maxLength(4096)),
})

export const ConnectionProbe = z.strictObject({
  connection: SectionName,
  children: z.array(SectionName).check(z.maxLength(4096)),
  /** An inside address of the other end and the own inside address to ask from, per child where both are known. */
  inside: z.array(z.strictObject({ child: SectionName, from: z.string(), to: z.string() })),
})

export const InterfaceProbe = z.strictObject({
  name: InterfaceName,
  /** Addresses with prefix, such as 172.16.0.18/28, that must be on the interface. */
  addresses: z.array(z.string()),
  mtu: z.optional(z.int()),
})

/**
 * When a gateway may change: while the clock on the wall of `zone` shows `from` or later and not yet `to`, in minutes after
 * midnight, on these days of the week (1 = Monday … 7 = Sunday, sorted). With `to` before `from` it reaches into the next day.
 */
export const ChangeWindow = z.strictObject({
  days: z.array(z.int().check(z.minimum(1), z.maximum(7))).check(z.minLength(1), z.maxLength(7)),
  from: z.int().check(z.minimum(0), z.maximum(1439)),
  to: z.int().check(z.minimum(0), z.maximum(1439)),
  /** An IANA name. */
  zone: z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,40}$/)),
})

/**
 * One gateway's whole configuration, as a pure function of the topology: no time, no release, no commit (these live in
 * the TUF target's `custom`). What is optional came later, and is left out where it would say nothing: older runners refuse it.
 * `docs/protocol.md` §3.
 */
export const Bundle = z.strictObject({
  cygnet: z.literal(1),
  network: Name,
  gateway: Name,
  daemon: z.enum(['swanctl', 'ipsec.conf']),
  firewall: z.enum(['iptables-nft', 'iptables-legacy']),
  /** Seconds between two polls. */
  every: z.int().check(z.minimum(1), z.maximum(86_400)),
  /** When what follows this bundle may be applied; left out: at any time. */
  window: z.optional(ChangeWindow),
  /** What was changed by hand is put back; left out, it is only reported. */
  drift: z.optional(z.literal('repair')),
  /** The runner that this gateway shall run; left out: the one that it has. */
  runner: z.optional(RunnerRelease),
  /** What is measured all the time; left out: nothing. */
  monitor: z.optional(Monitor),
  /** Sorted by path, each path once. */
  files: z.array(ManagedFile).check(z.maxLength(64)),
  /** Sorted by id. */
  secrets: z.array(BundleSecret).check(z.maxLength(4096)),
  probes: z.strictObject({
    interfaces: z.array(InterfaceProbe),
    connections: z.array(ConnectionProbe),
  }),
})

export type Bundle = z.infer<typeof Bundle>
export type ChangeWindow = z.infer<typeof ChangeWindow>
export type ManagedFile = z.infer<typeof ManagedFile>
export type Piece = z.infer<typeof Piece>

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
