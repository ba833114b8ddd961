import type { AuditEntry } from '../../schema/audit-chain.ts'
import { type Paint, visible } from '../terminal.ts'

/** What of the log is wanted; all of it that is said must hold. */
export interface Wanted {
  readonly who?: string
  readonly what?: string
  /** Anything in the detail: a gateway, a plan, a commit, an address. */
  readonly about?: string
  /** Milliseconds since 1970. */
  readonly since?: number
}

/** True for an entry that was asked for. */
export const isWanted = (entry: AuditEntry, { who, what, about, since }: Wanted): boolean =>
  (who === undefined || entry.who.toLowerCase() === who.toLowerCase()) &&
  (what === undefined || entry.what.includes(what)) &&
  (about === undefined || entry.detail.includes(about)) &&
  (since === undefined || entry.at >= since)

/** One entry on one line. What stands in it is foreign: control characters are taken out. */
export const entryLine = ({ number, at, who, what, detail }: AuditEntry, paint: Paint): string => {
  const time = new Date(at).toISOString().slice(0, 19)
  const facts = visible(factsOf(detail))
  return `${paint('dim', `${String(number).padStart(5)}  ${time.replace('T', ' ')}Z`)}  ${paint('bold', visible(who))} ${visible(what)}${facts === '' ? '' : `  ${facts}`}`
}

/** The detail in words: digests and commits at the length that people compare. */
const factsOf = (detail: string): string => {
  const value: unknown = JSON.parse(detail)
  if (value === null || typeof value !== 'object') return detail
  return Object.entries(value)
    .map(([name, fact]) => `${name} ${short(typeof fact === 'string' ? fact : JSON.stringify(fact))}`)
    .join(', ')
}

const short = (text: string): string => text.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g, '$1')
