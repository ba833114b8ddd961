import * as z from 'zod/mini'
import { type Drift, Drifted } from '../../../schema/wire/drifted.ts'
import { Digest } from '../../../schema/wire/names.ts'
import { DRIFT_BOUNDS } from '../../../schema/wire/report-bounds.ts'
import { againAt, hasCome } from '../state/try-again.ts'

/** What a glance has to look at, so that it need not open the generation. */
export const Watched = z.strictObject({
  daemon: z.enum(['swanctl', 'ipsec.conf']),
  backend: z.enum(['iptables-nft', 'iptables-legacy']),
  files: z.array(z.string()).check(z.maxLength(128)),
  settings: z.array(z.string()).check(z.maxLength(4096)),
})

/** What the last look for drift found, kept so that the same drift is looked into and reported once. */
export const KnownDrift = z.strictObject({
  cygnet: z.literal(1),
  /** The generation that was compared with. */
  bundle: Digest,
  watched: Watched,
  /** What a glance saw then: as long as it sees the same, nothing has changed. */
  glance: Digest,
  /** What stands. */
  found: z.array(Drifted).check(z.maxLength(DRIFT_BOUNDS.found)),
  more: z.int().check(z.minimum(0)),
  /** A repair that did not help: how often in a row, and when the next one is due. */
  again: z.optional(z.strictObject({ tries: z.int().check(z.minimum(1)), at: z.iso.datetime() })),
})

export type Watched = z.infer<typeof Watched>
export type KnownDrift = z.infer<typeof KnownDrift>

/** When to try again after so many repairs in a row that did not help. */
export const tryAgain = (tries: number, now: Date): NonNullable<KnownDrift['again']> => ({
  tries,
  at: againAt(tries, now).toISOString(),
})

/** Whether a repair that did not help is to be tried again by now. */
export const isDue = ({ again }: Pick<KnownDrift, 'again'>, now: Date): boolean =>
  again !== undefined && hasCome(again.at, now)

/** Reads the runner's own file. One that is damaged is as good as none: the next look makes it anew. */
export const readKnown = (bytes: Uint8Array | undefined): KnownDrift | undefined => {
  if (bytes === undefined) return undefined
  try {
    const parsed = KnownDrift.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** The bytes of what is known. */
export const knownBytes = (known: KnownDrift): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(known)}\n`)

/** As much as a report takes, and how much more there is. */
export const asReported = (found: readonly Drifted[]): Pick<KnownDrift, 'found' | 'more'> => {
  const kept = found.slice(0, DRIFT_BOUNDS.found).map(one => ({ ...one, what: one.what.slice(0, 256) }))
  return { found: kept, more: found.length - kept.length }
}

/** What a report of this generation says of drift that stands; undefined when nothing does. */
export const standingDrift = (
  known: KnownDrift | undefined,
  bundle: string | undefined,
): Drift | undefined =>
  known === undefined || known.bundle !== bundle || known.found.length === 0
    ? undefined
    : { repaired: false, found: known.found, more: known.more }
