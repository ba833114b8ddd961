import type { LossCause } from '../../../schema/wire/measured.ts'
import type { Happening } from './happening.ts'
import type { Loss } from './loss.ts'

/**
 * Milliseconds by which the clock of a happening and that of a packet may differ: it is told when charon is done with it, after its
 * round trips and on a busy machine, and not when packets began to go astray.
 */
const LEEWAY = 2000

/** Milliseconds for which a change by cygnet goes on after it was told: files, addresses, routes, rules, tunnels. */
const CHANGE = 15_000

/** What a loss may be put down to among the happenings, the nearest cause first. */
const CAUSES: readonly (readonly [LossCause, ReadonlySet<Happening['kind']>])[] = [
  ['change', new Set(['change'])],
  ['reauthentication', new Set(['reauthentication'])],
  ['rekey', new Set(['ike-rekey', 'child-rekey'])],
  ['dpd', new Set(['dpd'])],
  ['sa-down', new Set(['ike-down', 'child-down', 'daemon-down', 'daemon-up'])],
]

/** A happening that a loss is put down to, and where in the loss it stands. */
export interface Near {
  readonly cause: LossCause
  readonly happening: Happening
  /** begin: packets were lost from it on. middle: while they were lost already. end: it ended the loss. */
  readonly where: 'begin' | 'middle' | 'end'
}

/**
 * The happening of one cause, or of any, that is nearest to where a loss began. A peer may be given up long after it fell
 * silent, and a new SA may be the first word of an end of the old one.
 */
export const nearest = (loss: Loss, happenings: readonly Happening[], only?: LossCause): Near | undefined => {
  const concerned = happenings.filter(happening => concerns(loss, happening))
  for (const [cause, kinds] of CAUSES) {
    if (only !== undefined && only !== cause) continue
    const begun = closest(
      concerned.filter(({ at, kind }) => kinds.has(kind) && beganWith(loss, at, cause)),
      loss.from,
    )
    if (begun !== undefined) return { cause, happening: begun, where: 'begin' }
  }
  return only === undefined ? later(loss, concerned) : undefined
}

/**
 * What came while packets were lost already: the peer was given up, or ended an SA of which it knew no more (who ends one here does
 * so because of the loss); or a new SA, as the loss ended.
 */
const later = (loss: Loss, concerned: readonly Happening[]): Near | undefined => {
  const meanwhile = concerned.filter(({ at }) => at > loss.from && at <= loss.to + LEEWAY)
  const given = meanwhile.find(({ kind }) => kind === 'dpd')
  if (given !== undefined) return { cause: 'dpd', happening: given, where: 'middle' }
  const ended = meanwhile.find(({ kind, by }) => ENDS.has(kind) && by !== 'us')
  if (ended !== undefined) return { cause: 'sa-down', happening: ended, where: 'middle' }
  const made = closest(
    meanwhile.filter(({ at, kind }) => BEGINS.has(kind) && at >= loss.to - step(loss) - LEEWAY),
    loss.to,
  )
  return made === undefined || loss.ongoing ? undefined : { cause: 'sa-down', happening: made, where: 'end' }
}

const ENDS: ReadonlySet<Happening['kind']> = new Set(['ike-down', 'child-down', 'daemon-down'])
const BEGINS: ReadonlySet<Happening['kind']> = new Set(['ike-up', 'child-up'])

/** The IKE SA carries all children of a tunnel; the daemon, and cygnet's change, all tunnels. */
const concerns = ({ path }: Loss, { tunnel, child }: Happening): boolean =>
  (tunnel === undefined || tunnel === path.tunnel) && (child === undefined || child === path.child)

/** The last packet that was answered was sent one step before the first that was lost; whatever it was came after that. */
const beganWith = (loss: Loss, at: number, cause: LossCause): boolean =>
  at >= loss.from - step(loss) - (cause === 'change' ? CHANGE : LEEWAY) && at <= loss.from + LEEWAY

/** Milliseconds between two packets, as the loss itself shows them. */
const step = ({ from, to, lost }: Loss): number => (lost > 0 ? Math.max(0, to - from) / lost : 0)

/** Of two at the same distance the later one. */
const closest = (all: readonly Happening[], to: number): Happening | undefined =>
  all.reduce<Happening | undefined>(
    (best, one) => (best === undefined || Math.abs(one.at - to) <= Math.abs(best.at - to) ? one : best),
    undefined,
  )
