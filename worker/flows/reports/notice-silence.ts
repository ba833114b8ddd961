import * as z from 'zod'
import type { Ports } from '../../ports/ports.ts'
import { patience } from '../../rollout/patience.ts'
import { notify } from '../notify.ts'

/** The note with the gateways that are known to be silent. */
const SILENT = 'silent-gateways'
const Names = z.array(z.string())

/**
 * Tells of gateways that stopped saying what they measure, and of those that do so again. Only who measures reports all the time, so
 * of nobody else silence says anything. For the cron.
 */
export const noticeSilence = ({ ledger, clock }: Pick<Ports, 'ledger' | 'clock'>): void => {
  const now = clock.now().getTime()
  const { current } = ledger.rollout()
  if (current === undefined) return
  const members = new Set(current.candidate.members.map(({ gateway }) => gateway))
  const before = new Set(Names.parse(JSON.parse(ledger.notes.get(SILENT) ?? '[]')))
  const heard = ledger.measurements.latest().filter(({ gateway }) => members.has(gateway))
  const silent = heard.filter(({ received }) => now >= received + patience(current.candidate))
  const names = new Set(silent.map(({ gateway }) => gateway))
  ledger.together(() => {
    for (const { gateway, received } of heard) {
      if (names.has(gateway) === before.has(gateway)) continue
      const type = names.has(gateway) ? 'gateway.silent' : 'gateway.heard'
      notify(ledger, { type, data: { gateway, lastHeard: new Date(received).toISOString() } }, now, gateway)
    }
    ledger.notes.set(SILENT, JSON.stringify([...names]))
  })
}
