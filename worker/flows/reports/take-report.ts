import { canonicalBytes, digestOf } from '../../../schema/wire/canonical.ts'
import type { ChildState } from '../../../schema/wire/child-state.ts'
import type { Measured } from '../../../schema/wire/measured.ts'
import type { Report, SignedReport } from '../../../schema/wire/report.ts'
import { reportVerifies } from '../../../schema/wire/signature.ts'
import { ControlError } from '../../control-error.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Tunnels } from '../../rollout/standing.ts'
import { signKeysOf } from '../../rollout/state.ts'
import { notify } from '../notify.ts'
import { advance } from '../rollout/advance.ts'
import { lossNews } from './loss-news.ts'
import { reportNotices } from './report-notices.ts'
import { tunnelsAmong } from './tunnels-among.ts'

/** What became of a report that was genuine. `known`: the very one that was taken before; nothing moved. */
export type Taken = 'taken' | 'known'

/**
 * Takes a gateway's word: `docs/protocol.md` §7. Throws a `ControlError` when it is not the gateway's, not of this
 * network, or older than what was heard already. `verify` is the one of §7 but in a simulation, which has no time for Ed25519.
 */
export const takeReport = (ports: Ports, signed: SignedReport, verify = reportVerifies): Taken => {
  const { report } = signed
  const { ledger } = ports
  if (report.network !== ports.network) {
    throw new ControlError(
      'wrong-network',
      'the report is of another network',
      'look at /etc/cygnet/runner.json',
    )
  }
  const received = ports.clock.now().getTime()
  return ledger.together(() => {
    const key = signerOf(ports, signed, verify)
    const last = ledger.reports.last(report.gateway, key)
    if (last !== undefined && report.counter <= last.counter) {
      if (report.counter === last.counter && sameReport(signed, last.signed)) return 'known'
      throw new ControlError(
        'replayed',
        `counter ${report.counter} is not above ${last.counter}, which was heard already`,
        'a report is sent once; its number only grows',
      )
    }
    const before = { report: last?.signed.report, measured: measuredBefore(ports, report) }
    for (const notice of reportNotices(report, before)) notify(ledger, notice, received, report.gateway)
    if (report.measured !== undefined) ledger.measurements.put(report.gateway, received, report.measured)
    ledger.reports.put(key, { gateway: report.gateway, counter: report.counter, received, signed })
    const among = tunnelsAmong(ledger)
    const children = among(report.children)
    advance(ledger, received, {
      kind: 'reported',
      now: received,
      gateway: report.gateway,
      outcome: report.outcome,
      bundle: report.bundle,
      inForce: report.inForce,
      code: report.problem?.code ?? 'unsaid',
      message: report.problem?.message ?? '',
      release: report.release,
      tunnels: tunnelsOf(children),
      down: namesOf(children, 'down'),
      fell: fallen(among(last?.signed.report.children ?? []), children),
      loss: lossNews(ledger, report, received),
    })
    return 'taken'
  })
}

/** Only looked up beside a loss: reports come once a minute. */
const measuredBefore = ({ ledger }: Ports, { gateway, measured }: Report): Measured | undefined =>
  (measured?.losses.length ?? 0) === 0 ? undefined : ledger.measurements.newest(gateway)?.measured

/** The key, among those that count for the gateway it names, that signed the report. */
const signerOf = ({ ledger }: Ports, signed: SignedReport, verify: typeof reportVerifies): string => {
  const { gateway } = signed.report
  const keys = signKeysOf(ledger.rollout(), gateway)
  if (keys.length === 0) {
    throw new ControlError(
      'unknown-gateway',
      `no release names a gateway ${gateway}`,
      'enrol it, and approve the change that adds it',
    )
  }
  const key = keys.find(candidate => verify(signed, candidate))
  if (key === undefined) {
    throw new ControlError(
      'bad-signature',
      `the report was not signed by ${gateway}`,
      'enrol the gateway again if its keys are lost',
    )
  }
  return key
}

const sameReport = (a: SignedReport, b: SignedReport): boolean =>
  digestOf(canonicalBytes(a.report)) === digestOf(canonicalBytes(b.report))

/** Tunnels by connection and child. */
const namesOf = (children: readonly ChildState[], state: ChildState['state']): string[] =>
  children.filter(one => one.state === state).map(({ connection, child }) => `${connection}/${child}`)

/** Down now, and up in the report before. */
const fallen = (before: readonly ChildState[], now: readonly ChildState[]): string[] => {
  const wereUp = new Set(namesOf(before, 'up'))
  return namesOf(now, 'down').filter(name => wereUp.has(name))
}

/** How many CHILD SAs are up, trapped, down. */
export const tunnelsOf = (children: readonly ChildState[]): Tunnels => {
  const of = (state: ChildState['state']): number => children.filter(child => child.state === state).length
  return { up: of('up'), trap: of('trap'), down: of('down') }
}
