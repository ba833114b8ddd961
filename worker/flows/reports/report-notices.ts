import type { Notice } from '../../../schema/notice.ts'
import type { Measured, MeasuredLoss } from '../../../schema/wire/measured.ts'
import type { Report } from '../../../schema/wire/report.ts'

/** Seconds for which a loss goes on before anybody is woken. */
const LASTING = 30

/** What a gateway's report says for the first time that somebody wants to hear: drift, and loss that goes on. */
export const reportNotices = (
  report: Report,
  before: { readonly report: Report | undefined; readonly measured: Measured | undefined },
): Notice[] => [...drift(report, before.report), ...loss(report, before.measured)]

const drift = ({ gateway, drift: is }: Report, before: Report | undefined): Notice[] => {
  if (is === undefined || whatOf(is) === whatOf(before?.drift)) return []
  const found = is.found.map(({ kind, what }) => ({ kind, what }))
  return [{ type: 'drift.found', data: { gateway, repaired: is.repaired, found, more: is.more } }]
}

const whatOf = (drift: Report['drift']): string =>
  JSON.stringify([drift?.repaired, drift?.found.map(({ kind, what }) => [kind, what])])

const loss = ({ gateway, measured }: Report, before: Measured | undefined): Notice[] => {
  const known = new Set((before?.losses ?? []).filter(lasts).map(nameOf))
  const begun = (measured?.losses ?? []).filter(one => lasts(one) && !known.has(nameOf(one)))
  if (begun.length === 0) return []
  const losses = begun.map(({ tunnel, child, at, seconds, cause, words }) => ({
    tunnel,
    child: child ?? null,
    at,
    seconds,
    cause,
    words,
  }))
  return [{ type: 'loss.begun', data: { gateway, losses } }]
}

const lasts = ({ ongoing, seconds, cause }: MeasuredLoss): boolean =>
  ongoing === true && seconds >= LASTING && cause !== 'gateway'

const nameOf = ({ tunnel, child, at }: MeasuredLoss): string => `${tunnel} ${child ?? ''} ${at}`
