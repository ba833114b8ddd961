import type { Notice } from '../../schema/notice.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import type { Job } from '../ports/jobs.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'

/**
 * Writes down that somebody outside is to be told. Of what is about one `subject`, only the newest waits: a webhook that does not answer
 * for hours must not fill the queue.
 */
export const notify = ({ jobs }: Pick<Ledger, 'jobs'>, notice: Notice, at: number, subject: string): void =>
  jobs.ask(`notify:${notice.type}:${subject}`, { kind: 'notify', ...notice, at })

/** Tells it: `docs/protocol.md` §13. Words of a gateway may be cut in the middle of a character, which JSON takes. Throws a `ListenerError` when it is worth another try. */
export const deliverNotice = (
  { listener, network }: Pick<Ports, 'listener' | 'network'>,
  { type, at, data }: Extract<Job, { kind: 'notify' }>,
): Promise<void> => {
  const body = { type, timestamp: new Date(at).toISOString(), network, data }
  const text = JSON.stringify(body)
  const id = `msg_${digestOf(new TextEncoder().encode(text)).slice(0, 32)}`
  return listener.tell({ id, body: text })
}
