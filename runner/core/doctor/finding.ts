import type { HostFacts } from './host-facts.ts'

/** Something on this host that will hurt. */
export interface Finding {
  /** Stable, such as `dual-daemon`. */
  readonly code: string
  /** What people will notice. */
  readonly observed: string
  readonly why: string
  /** One line for a root shell. Names of others in it are quoted. */
  readonly mend: string
}

/** One trap: what it says of a host; empty where the host did not fall in, or could not be looked at. */
export type Trap = (host: HostFacts) => readonly Finding[]

/** A word for a shell, whatever somebody named a thing: plain where it is plain, in single quotes otherwise. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9_.:/@%+-]*$|^\/[A-Za-z0-9_.:/@%+-]*$/.test(text)
    ? text
    : `'${text.replace(/[\p{Cc}\p{Cf}]/gu, '?').replaceAll("'", `'\\''`)}'`
