import type { MeasuredPath } from '../../schema/wire/measured.ts'
import type { Report } from '../../schema/wire/report.ts'
import type { KeptPicture } from '../picture/kept-picture.ts'
import type { Release } from '../rollout/release.ts'

/** The newest report of a gateway, and when it was taken (milliseconds since 1970, by our clock). */
export interface Heard {
  readonly received: number
  readonly report: Report
}

/** What the newest report with measurements said of one gateway's paths. */
export interface Metered {
  readonly received: number
  readonly paths: readonly MeasuredPath[]
}

/** Everything that is known of a network at one moment: what judgements are made of. */
export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number
  /** The newest; undefined before the first. */
  readonly release: Release | undefined
  /** The network in sight; undefined while it is not drawn yet. */
  readonly picture: KeptPicture | undefined
  readonly heard: ReadonlyMap<string, Heard>
  readonly metered: ReadonlyMap<string, Metered>
}

/** Seconds of silence that are nothing, where no release says so: the language's own default. */
const SILENCE = 900

/** Milliseconds for which a gateway may say nothing. */
export const patienceOf = ({ release }: Pick<Facts, 'release'>): number =>
  (release?.candidate.silence ?? SILENCE) * 1000
