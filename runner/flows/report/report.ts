import { toBase64 } from '../../../schema/wire/base64.ts'
import { canonicalBytes } from '../../../schema/wire/canonical.ts'
import { ChildState } from '../../../schema/wire/child-state.ts'
import type { Drift } from '../../../schema/wire/drifted.ts'
import type { Outcome, Report } from '../../../schema/wire/report.ts'
import { MAX_REPORT_BYTES } from '../../../schema/wire/report-bounds.ts'
import { digestOf } from '../../core/digest.ts'
import { readKnown, standingDrift } from '../../core/drift/known.ts'
import { ed25519Signature } from '../../core/keys/curve25519.ts'
import { COUNTER, DRIFT, OUTBOX, REPORTED, SIGN_KEY } from '../../core/paths.ts'
import { type Problem, problem, together } from '../../core/problem.ts'
import type { Journal, Released } from '../../core/state/journal.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Gateway } from '../gateway.ts'
import { readKey } from '../keys/key-file.ts'
import { type Untold, untoldMeasurements } from '../monitor/summary-file.ts'
import { notes } from './notes.ts'

/** Undelivered reports that are kept; beyond it the oldest go, because the newest say what is true now. */
const KEPT = 64

/** What a report is to say. */
export interface News {
  readonly outcome: Outcome
  readonly about: Released | undefined
  readonly inForce: Released | undefined
  readonly problem?: Problem
  /** Left out: what stands by the last look. */
  readonly drift?: Drift
}

/** Undelivered reports of measurements alone that are kept: what was decided here must not make room for them. */
const KEPT_MEASURED = 16

/** Signs a report and puts it into the outbox, where it stays until it is delivered. */
export const report = async (gateway: Gateway, journal: Journal, news: News): Promise<void> => {
  if (gateway.reports === undefined) return
  await write(gateway, journal, news, await untoldMeasurements(gateway.disk, gateway.clock.now()), 'json')
}

const write = async (
  gateway: Gateway,
  journal: Journal,
  news: News,
  untold: Untold | undefined,
  kind: 'json' | 'measured.json',
): Promise<void> => {
  const { disk } = gateway
  const now = await stateNow(gateway, journal)
  const { children } = now
  const said = news.problem ?? now.note
  if (said !== undefined && said === now.note) gateway.say(`${said.code}: ${said.message}`)
  const counter = await nextCounter(disk)
  const { about, inForce } = news
  const drift =
    news.drift ?? standingDrift(readKnown(await disk.read('read what drifted', DRIFT)), inForce?.digest)
  const words: Report = {
    cygnet: 1,
    network: gateway.identity.network,
    gateway: gateway.identity.gateway,
    counter,
    at: gateway.clock.now().toISOString(),
    outcome: news.outcome,
    ...(about && { bundle: about.digest, release: about.release }),
    ...(inForce && { inForce: inForce.digest }),
    ...(said && { problem: said }),
    children: [...children],
    ...(drift && { drift }),
    runner: gateway.version,
  }
  const key = await readKey(disk, SIGN_KEY)
  const whole = signed(key, { ...words, ...(untold && { measured: untold.measured }) })
  // What was decided is told even where nothing else fits.
  const body = whole.length > MAX_REPORT_BYTES ? signed(key, words) : whole
  // First, so that nothing is counted twice: a minute that is lost with a runner says less wrong than one that is told again.
  await untold?.told()
  await disk.write('keep a report', reportPath(counter, kind), body, 0o600)
  await disk.write('note what was reported', REPORTED, new TextEncoder().encode(stateDigest(now)), 0o600)
  await makeRoom(disk)
}

const signed = (key: Uint8Array, report: Report): Uint8Array =>
  canonicalBytes({ report, signature: toBase64(ed25519Signature(key, canonicalBytes(report))) })

const makeRoom = async (disk: Disk): Promise<void> => {
  const all = await waiting(disk)
  const measured = all.filter(name => name.endsWith('.measured.json')).slice(0, -KEPT_MEASURED)
  for (const name of new Set([...measured, ...all.slice(0, -KEPT)]))
    await disk.remove('drop an old report', `${OUTBOX}/${name}`)
}

/** Reports `unchanged` when what is up, or what the gateway waits for, has changed since the last report of any kind. */
export const reportChildren = async (gateway: Gateway, journal: Journal): Promise<void> => {
  if (gateway.reports === undefined) return
  const last = await gateway.disk.read('read what was reported', REPORTED)
  const now = await stateNow(gateway, journal)
  const { inForce } = journal
  if (inForce === undefined && last === undefined && now.note === undefined) return
  if (last !== undefined && new TextDecoder().decode(last) === stateDigest(now)) return
  await report(gateway, journal, { outcome: 'unchanged', about: inForce, inForce })
}

/** Reports `unchanged` for what was measured, once there is about a minute of it that no report has told. docs/protocol.md §7.6. */
export const reportMeasured = async (gateway: Gateway, journal: Journal): Promise<void> => {
  const { inForce } = journal
  if (gateway.reports === undefined || inForce === undefined) return
  const untold = await untoldMeasurements(gateway.disk, gateway.clock.now())
  if (!untold?.isEnough) return
  await write(gateway, journal, { outcome: 'unchanged', about: inForce, inForce }, untold, 'measured.json')
}

/** Delivers what waits, oldest first; stops at the first that cannot be delivered now. True when the last one was taken. */
export const deliver = async (gateway: Gateway): Promise<boolean> => {
  let isTaken = false
  if (gateway.reports === undefined) return isTaken
  for (const name of await waiting(gateway.disk)) {
    const path = `${OUTBOX}/${name}`
    const body = await gateway.disk.read('read a report', path)
    if (body === undefined) continue
    const delivery = await gateway.controlPlane.post(gateway.reports, body)
    isTaken = delivery.kind === 'taken'
    if (delivery.kind === 'undelivered') {
      gateway.say(`report kept for later: ${delivery.words}`)
      return isTaken
    }
    if (delivery.kind === 'unwanted')
      gateway.say(`the control plane does not take a report: ${delivery.words}`)
    await gateway.disk.remove('forget a delivered report', path)
  }
  return isTaken
}

/** Whether reports wait for a control plane that does not take them. */
export const hasUndelivered = async (disk: Disk): Promise<boolean> => (await waiting(disk)).length > 0

const reportPath = (counter: number, kind: string): string =>
  `${OUTBOX}/${String(counter).padStart(15, '0')}.${kind}`

/** Names of reports in the order of their counters. */
const waiting = async (disk: Disk): Promise<readonly string[]> =>
  (await disk.list('list the outbox', OUTBOX)).filter(name => /^\d{15}(?:\.measured)?\.json$/.test(name))

/** Persisted before it is used: a counter that was ever in a report is never used again. */
const nextCounter = async (disk: Disk): Promise<number> => {
  const bytes = await disk.read('read the counter', COUNTER)
  const last = bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes).trim())
  if (!Number.isSafeInteger(last) || last < 0) throw new Error(`${COUNTER} does not hold a number`)
  await disk.write('count', COUNTER, new TextEncoder().encode(`${last + 1}\n`), 0o600)
  return last + 1
}

/** Undefined where no daemon answers. */
const childrenNow = async (gateway: Gateway): Promise<readonly ChildState[] | undefined> => {
  try {
    // Connections that somebody wrote by hand may have names that no report can carry: they are not cygnet's.
    return (await gateway.ipsec.children()).filter(child => ChildState.safeParse(child).success)
  } catch {
    return undefined
  }
}

/** How the gateway is, beside what came of a change. */
interface StateNow {
  readonly children: readonly ChildState[]
  /** What it waits for, in one problem. */
  readonly note: Problem | undefined
}

const stateNow = async (gateway: Gateway, journal: Journal): Promise<StateNow> => {
  const children = await childrenNow(gateway)
  const found = await notes(gateway, journal)
  const isDown = children === undefined && journal.inForce !== undefined
  return { children: children ?? [], note: together(isDown ? [...found, DOWN] : found) }
}

const DOWN = problem('strongswan-down', 'strongSwan does not answer: no tunnel is looked after here')

const stateDigest = ({ children, note }: StateNow): string =>
  digestOf(canonicalBytes(note === undefined ? children : { children, note }))
