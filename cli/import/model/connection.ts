import type { Word } from '../word.ts'

/** What a daemon does with a CHILD SA when it is configured, closed, or its peer is dead. */
export type Action = 'none' | 'trap' | 'start'

/** A value that was parsed, and the word that it was. */
export interface Noted<T> {
  readonly value: T
  readonly word: Word
}

/** Proposals in the order written; `defaults`: strongSwan's own are offered behind them. */
export interface Proposals {
  readonly list: readonly Word[]
  readonly defaults: boolean
}

/** One side of an IKE SA. No address means that any will do. */
export interface Side {
  readonly addresses: readonly Word[]
  readonly id: Word | undefined
  /** `psk`, `pubkey`, `eap-mschapv2`, … */
  readonly auth: string
  readonly certificate: Word | undefined
}

/** A CHILD SA as configured. No selector means the side's own address. Seconds, where `undefined` means the daemon's default. */
export interface Child {
  readonly name: Word
  readonly local: readonly Word[]
  readonly remote: readonly Word[]
  readonly esp: Proposals | undefined
  readonly start: Noted<Action>
  readonly dpdAction: Noted<'clear' | 'trap' | 'restart'> | undefined
  readonly closeAction: Noted<Action> | undefined
  readonly rekey: number | 'never' | undefined
  /** The script that runs, and the one that never does because it stands on the remote side. */
  readonly updown: Word | undefined
  readonly deadUpdown: Word | undefined
}

/** An IKE configuration of a host, whichever syntax it was written in: both are read into this one form. */
export interface Connection {
  readonly form: 'ipsec.conf' | 'swanctl'
  readonly name: Word
  /** Names of the sections that it inherits from. */
  readonly inherits: readonly string[]
  /** False for `auto=ignore`: the daemon never hears of it. */
  readonly loaded: boolean
  readonly local: Side
  readonly remote: Side
  /** What the remote side's EAP identity has to be: a name, `%any`, or nothing. */
  readonly eapId: Word | undefined
  readonly ike: Proposals | undefined
  /** Where UDP encapsulation is forced. */
  readonly encap: Word | undefined
  /** Seconds; undefined where the daemon does not look. */
  readonly dpdDelay: Noted<number> | undefined
  readonly rekey: number | 'never' | undefined
  /** Where re-authentication is asked for, be it by saying nothing. */
  readonly reauth: Word | undefined
  readonly pool: readonly Word[]
  readonly dns: readonly Word[]
  readonly sendCertificate: 'always' | 'if-asked' | 'never' | undefined
  readonly children: readonly Child[]
}

/** True for connections of people with laptops: the remote side says who it is by EAP. */
export const isForClients = (connection: Connection): boolean => connection.remote.auth.startsWith('eap')
