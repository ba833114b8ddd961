import type { Drifted } from '../../schema/wire/drifted.ts'
import type { Finding } from '../core/doctor/finding.ts'
import { visible } from '../core/visible.ts'
import type { Host } from '../ports/host.ts'
import { loadBundle, openBundle } from './change/generations.ts'
import { driftOf } from './drift/drift.ts'
import { examine } from './examine.ts'
import type { Gateway } from './gateway.ts'
import { type Status, status, statusText } from './status.ts'

/** Everything that the doctor has to say about a gateway. */
export interface Diagnosis {
  readonly status: Status
  readonly managed: readonly string[]
  readonly drift: readonly Drifted[]
  readonly traps: readonly Finding[]
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[]
  /** By connection, since when its IKE SA is up, ISO 8601; only where the daemon tells. */
  readonly since: Readonly<Record<string, string>>
}

/** Looks at everything, and changes nothing. */
export const doctor = async (gateway: Gateway, host: Host): Promise<Diagnosis> => {
  const unseen: string[] = []
  const listening = { ...gateway, say: (line: string) => void unseen.push(line) }
  const now = await status(listening)
  const inForce = now.inForce && (await loadBundle(gateway.disk, now.inForce.digest))
  const files = inForce && (await openBundle(gateway, inForce))
  return {
    status: now,
    managed: (inForce?.files ?? []).map(({ path }) => path),
    drift: inForce && files ? await driftOf(listening, { bundle: inForce, files }) : [],
    traps: await examine(listening, host, inForce),
    unseen,
    since: await sinceWhen(gateway),
  }
}

/** True when there is nothing for anybody to do. A tunnel that waits for traffic is well, and so is whoever does not dial in. */
export const isWell = ({ status: now, drift, traps }: Diagnosis): boolean =>
  drift.length === 0 &&
  traps.length === 0 &&
  now.problem === undefined &&
  now.pending === undefined &&
  (now.inForce === undefined || (now.children ?? [{ state: 'down' }]).every(({ state }) => state !== 'down'))

/** For a person to read; what others wrote moves no cursor. */
export const doctorText = (diagnosis: Diagnosis): string => {
  const { status: now, managed, drift, traps, unseen, since } = diagnosis
  const lines = [
    'MANAGED',
    ...statusText({ ...now, children: [] })
      .trimEnd()
      .split('\n')
      .map(indented),
    ...managed.map(path => indented(path)),
    '',
    'UP',
    ...upLines(now, since),
    '',
    'DRIFT',
    ...(drift.length === 0 ? [indented('none: everything is as the generation in force says')] : []),
    ...drift.flatMap(({ kind, what, diff }) => [
      indented(`${kind} ${what}`),
      ...diff.map(line => `    ${line}`),
    ]),
    ...(drift.length === 0
      ? []
      : [indented('put it back: cygnet-runner repair (always: `drift: repair` in the topology)')]),
    '',
    'THIS HOST',
    ...(traps.length === 0 ? [indented('no trap: nothing was found that will hurt')] : []),
    ...traps.flatMap(({ code, observed, why, mend }) => [
      indented(`${code}: ${observed}`),
      `    why:  ${why}`,
      `    mend: ${mend}`,
    ]),
    ...unseen.map(line => indented(`not looked at: ${line}`)),
    '',
    isWell(diagnosis) ? 'all is well' : 'something is wrong',
  ]
  return `${lines.map(visible).join('\n')}\n`
}

const upLines = ({ children }: Status, since: Diagnosis['since']): string[] => {
  if (children === undefined) return [indented('strongSwan does not answer')]
  if (children.length === 0) return [indented('no tunnel')]
  return children.map(({ connection, child, state }) => {
    const at = state === 'up' ? since[connection] : undefined
    return indented(`${state.padEnd(4)} ${connection}/${child}${at === undefined ? '' : `, since ${at}`}`)
  })
}

const indented = (line: string): string => `  ${line}`

const sinceWhen = async ({ ipsec, clock }: Gateway): Promise<Record<string, string>> => {
  try {
    const now = clock.now().getTime()
    return Object.fromEntries(
      [...(await ipsec.established())].map(([name, seconds]) => [
        name,
        new Date(now - seconds * 1000).toISOString(),
      ]),
    )
  } catch {
    return {}
  }
}
