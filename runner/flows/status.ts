import type { ChildState } from '../../schema/wire/report.ts'
import type { Journal, Released } from '../core/journal.ts'
import { OUTBOX } from '../core/paths.ts'
import type { Gateway } from './gateway.ts'
import { loadJournal } from './journal-file.ts'

/** What this gateway is and has, as it stands on disk and in the daemon. */
export interface Status {
  readonly network: string
  readonly gateway: string
  readonly inForce: Released | undefined
  readonly pending: Journal['pending']
  readonly knownBad: readonly Released[]
  /** The last problem that was reported and still stands. */
  readonly problem: string | undefined
  readonly undelivered: number
  /** Undefined when the daemon does not answer. */
  readonly children: readonly ChildState[] | undefined
}

/** Looks, and changes nothing. */
export const status = async (gateway: Gateway): Promise<Status> => {
  const journal = await loadJournal(gateway.disk)
  return {
    network: gateway.identity.network,
    gateway: gateway.identity.gateway,
    inForce: journal.inForce,
    pending: journal.pending,
    knownBad: journal.knownBad,
    problem: journal.said,
    undelivered: (await gateway.disk.list('list the outbox', OUTBOX)).length,
    children: await gateway.ipsec.children().catch(() => undefined),
  }
}

/** The same for a person to read. */
export const statusText = (now: Status): string => {
  const short = (released: Released): string =>
    `release ${released.release} (${released.digest.slice(0, 12)})`
  const lines = [
    `${now.gateway} of ${now.network}`,
    `in force: ${now.inForce ? short(now.inForce) : 'nothing yet'}`,
    ...(now.pending ? [`under way: ${short(now.pending)}, ${now.pending.phase}`] : []),
    ...(now.problem === undefined ? [] : [`problem: ${now.problem}`]),
    ...now.knownBad.map(bad => `failed here: ${short(bad)}, not tried again until it is released anew`),
    ...(now.undelivered === 0 ? [] : [`reports waiting: ${now.undelivered}`]),
    ...(now.children === undefined
      ? ['strongSwan does not answer']
      : now.children.map(child => `${child.state.padEnd(4)} ${child.connection}/${child.child}`)),
  ]
  return `${lines.join('\n')}\n`
}
