import type { Path } from './path.ts'

/** How changes reach the gateways. */
export interface Rollout {
  readonly approvers: {
    readonly permission: 'write' | 'maintain' | 'admin'
    readonly users: readonly string[]
    /** May the author of a change approve it? */
    readonly self: boolean
  }
  /** Seconds between two polls of a gateway. */
  readonly every: number
  /** In the order in which they are rolled out; empty when nobody said: all gateways at once. */
  readonly waves: readonly Wave[]
  /** Seconds for which a gateway that was given a release may say nothing before it counts as sick. */
  readonly silence: number
  /** Share of packets that a tunnel may lose while a wave soaks, from 0 to 1; undefined: loss halts nothing. */
  readonly loss: number | undefined
  /** When gateways may change anything; undefined: always. */
  readonly window: Window | undefined
  readonly limit: { readonly gateways: Share | undefined; readonly removals: Share | undefined }
}

export interface Wave {
  readonly at: Path
  /** Names, or every gateway that no other wave names. */
  readonly gateways: readonly string[] | '*'
  /** Seconds of health before the next wave. */
  readonly soak: number
  /** How many of the wave change at the same time; undefined: all. */
  readonly atOnce: Share | undefined
}

/** So many, or that part of all. */
export type Share =
  | { readonly unit: 'percent'; readonly value: number }
  | { readonly unit: 'count'; readonly value: number }

/** Days of the week and a time of day in a time zone. */
export interface Window {
  readonly at: Path
  /** 1 = Monday … 7 = Sunday, sorted. */
  readonly days: readonly number[]
  /** Minutes after midnight; `to` before `from` reaches into the next day. */
  readonly from: number
  readonly to: number
  /** An IANA name, such as Europe/Warsaw. */
  readonly zone: string
}

/** Loss and latency, measured all the time. */
export interface Monitor {
  readonly at: Path
  /** Seconds between two probes. */
  readonly every: number
  readonly influx: Influx | undefined
  /** Undefined: nobody fetches anything. */
  readonly prometheus: { readonly listen: readonly Listen[] } | undefined
}

/** A database that measurements are pushed to. */
export interface Influx {
  readonly at: Path
  readonly url: string
  /** The sealed secret that opens it; undefined: anybody may write. */
  readonly token: { readonly at: Path; readonly name: string } | undefined
}

export interface AddressAndPort {
  /** In canonical form, without brackets. */
  readonly address: string
  readonly port: number
}

/** Where a gateway answers those who fetch what it measures. */
export interface Listen extends AddressAndPort {
  readonly at: Path
  /** Undefined: whichever has the address. */
  readonly gateway: string | undefined
}
