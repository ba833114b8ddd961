import * as z from 'zod/mini'
import { canonicalBytes } from './canonical.ts'
import { Digest, type Name, Signature64 } from './names.ts'

/** A package of more bytes is neither published nor fetched; a Worker has 128 MiB in all. One with its own Node takes half of it. */
export const MAX_PACKAGE_BYTES = 64 * 1024 * 1024

/** The name of the runner's Debian package. */
export const PACKAGE_NAME = 'cygnet-runner'

/**
 * A version of the runner: three numbers, and `~rc1` or the like behind them for what comes before a release. Debian orders
 * such versions, and no shell, path or option of dpkg reads anything into one.
 */
export const RunnerVersion = z.string().check(z.regex(/^\d{1,5}(?:\.\d{1,5}){2}(?:~[a-z0-9]{1,16})?$/))

/** Debian's names of the architectures that there is a package for. */
export const ARCHITECTURES = ['amd64', 'arm64'] as const

/** A package by what it is. */
export const RunnerPackage = z.strictObject({
  sha256: Digest,
  /** Bytes. */
  length: z.int().check(z.minimum(1), z.maximum(MAX_PACKAGE_BYTES)),
})

/** The packages of a version, by architecture. */
export const RunnerPackages = z.strictObject({
  amd64: z.optional(RunnerPackage),
  arm64: z.optional(RunnerPackage),
})

/** An operator's word for a version: which key (32 bytes in lower-case hex, as TUF writes them) signed the statement. */
export const OperatorSignature = z.strictObject({
  key: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  signature: Signature64,
})

/** A version of the runner, its packages, and who vouches for them. `docs/protocol.md` §10. */
export const RunnerRelease = z.strictObject({
  version: RunnerVersion,
  packages: RunnerPackages,
  /** Sorted by key. */
  signatures: z.array(OperatorSignature).check(z.maxLength(64)),
})

export type Architecture = (typeof ARCHITECTURES)[number]
export type RunnerPackage = z.infer<typeof RunnerPackage>
export type RunnerRelease = z.infer<typeof RunnerRelease>
export type OperatorSignature = z.infer<typeof OperatorSignature>

/** What operators sign: that these packages are this version, in this network. `docs/protocol.md` §10.2. */
export const runnerStatement = (
  network: Name,
  { version, packages }: Pick<RunnerRelease, 'version' | 'packages'>,
): Uint8Array => canonicalBytes({ cygnet: 'runner-1', network, version, packages })
