import type { Digest } from '../../../schema/wire/names.ts'
import { digestOf } from '../digest.ts'
import type { HeldByGateway } from './chain.ts'
import type { Identity, TrustedTarget } from './trusted.ts'

/** What the stamp stands for beside its files: another runner or another name proves anew. */
export interface StampedBy extends Identity {
  /** The runner's version. */
  readonly runner: string
}

/** The trust folder as it was read: what the stamp is over. */
export interface StampedFiles extends HeldByGateway {
  readonly etag: string
}

const MAX_BYTES = 4096

/**
 * A note that this runner has proven these very files down to this target, and until when that holds. It saves an idle
 * poll the proof, not the check of the clock, and not one byte of the files (`docs/adr/0101`).
 */
export const stampBytes = (
  files: StampedFiles,
  by: StampedBy,
  { target, until }: { readonly target: TrustedTarget; readonly until: Date },
): Uint8Array => {
  const { digest, length, custom } = target
  const said = { digest, length, custom, until: until.toISOString() }
  return new TextEncoder().encode(`${sealOf(said, files, by)} ${JSON.stringify(said)}\n`)
}

/** The target, when the stamp was made by this runner over exactly these files and its time is not over. */
export const stampedTarget = (
  stamp: Uint8Array,
  files: StampedFiles,
  by: StampedBy,
  now: Date,
): TrustedTarget | undefined => {
  if (stamp.length > MAX_BYTES) return undefined
  const [seal, text] = new TextDecoder().decode(stamp).split(/ (.*)\n$/s)
  const said = parsed(text ?? '')
  if (said === undefined || seal !== sealOf(said, files, by)) return undefined
  if (!(now.getTime() < Date.parse(said.until))) return undefined
  const { digest, length, custom } = said
  return { network: by.network, gateway: by.gateway, digest, length, custom } as TrustedTarget
}

type Said = Pick<TrustedTarget, 'digest' | 'length' | 'custom'> & { readonly until: string }

/** Covers what is said as well as what it is said of: a flipped bit in either makes the stamp worth nothing. */
const sealOf = (said: Said, files: StampedFiles, { network, gateway, runner }: StampedBy): Digest => {
  const { root, timestamp, snapshot, targets, gateway: role, etag } = files
  const digests = [root, timestamp, snapshot, targets, role].map(bytes => bytes && digestOf(bytes))
  const all = [1, runner, network, gateway, etag, digests, said]
  return digestOf(new TextEncoder().encode(JSON.stringify(all)))
}

/** The seal says who wrote it, so that its shape needs no second look; without a valid one it is not used. */
const parsed = (text: string): Said | undefined => {
  try {
    const said: Said = JSON.parse(text)
    return typeof said === 'object' && said !== null ? said : undefined
  } catch {
    return undefined
  }
}
