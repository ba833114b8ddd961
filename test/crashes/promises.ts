import type { MemoryFile } from '../../runner/adapters/memory/files.ts'
import { COUNTER, JOURNAL, OUTBOX, STATE, TRUST } from '../../runner/core/paths.ts'
import { type Journal, type Released, readJournal } from '../../runner/core/state/journal.ts'
import { isKnownBad } from '../../runner/core/state/known-bad.ts'
import type { Report } from '../../schema/wire/report.ts'
import { reportIn } from '../fixtures/rlyeh-in-memory.ts'
import type { Moment } from './mortal.ts'

type Files = Moment['files']['files']

/** What is known of a change before anybody dies in it. */
export interface Facts {
  readonly before: Moment
  readonly after: Moment
  /** What the gateway looked like before it, and what it looks like after. */
  readonly old: string
  readonly fresh: string
  readonly offered: Released
  /** Versions of trusted metadata once the release is trusted. */
  readonly trusted: Versions
  /** A person asks for it: nobody tries it again by itself. */
  readonly isAsked: boolean
  /** The window closes while it is made. */
  readonly closes: boolean
  /** How often it was interrupted before. */
  readonly suspect: number
}

/** The promises that a gateway breaks at the end of a program that followed a death, in words. */
export const brokenPromises = (facts: Facts, dead: Moment, now: Moment): readonly string[] => {
  const journal = journalIn(now)
  return [
    ...whole(facts, journal, now),
    ...trustOnlyGrows(facts, journal, dead, now),
    ...remembersTheBad(facts, journal, now),
    ...keepsItsOwn(facts, dead, now),
    ...reportsAreTrue(facts, journal, now),
  ]
}

/** What a gateway is, as far as anybody could tell from outside: what is live, and what stands in /etc. */
export const outsideOf = ({ files: { files }, live }: Moment): string => {
  const { netplan, rules, connections, secrets, credentials, daemon, enabled, sysctl } = live
  const hasRules = rules !== undefined && rules.v4 + rules.v6 !== ''
  return JSON.stringify({
    live: { netplan, connections, secrets, daemon, enabled, rules: hasRules ? rules : 'none' },
    credentials: [...credentials].map(String).sort(),
    sysctl: [...sysctl].flatMap(([key, value]) => (value === '0' ? [] : [`${key} = ${value}`])).sort(),
    etc: [...files]
      .filter(([path]) => path.startsWith('/etc/'))
      .map(([path, file]) => [path, file.mode, textOf(file)].join(' '))
      .sort(),
  })
}

const journals = new WeakMap<Uint8Array, Journal>()

/** The journal on a gateway's disk. */
export const journalIn = ({ files: { files } }: Moment): Journal => {
  const bytes = files.get(JOURNAL)?.bytes
  const known = bytes && journals.get(bytes)
  const journal = known ?? readJournal(bytes)
  if (bytes !== undefined) journals.set(bytes, journal)
  return journal
}

type Versions = ReadonlyMap<string, number>

/** Versions of what a gateway trusts, by role. */
export const versionsIn = ({ files: { files } }: Moment): Versions =>
  new Map(
    ['root', 'timestamp', 'snapshot', 'targets', 'gateway'].flatMap(role => {
      const file = files.get(`${TRUST}/${role}.json`)
      return file === undefined ? [] : [[role, versionOf(file)] as const]
    }),
  )

const versions = new WeakMap<Uint8Array, number>()

/** What is damaged has no version. */
const versionOf = (file: MemoryFile): number => {
  const known = versions.get(file.bytes) ?? signedVersion(textOf(file))
  versions.set(file.bytes, known)
  return known
}

const signedVersion = (text: string): number => {
  try {
    const { signed }: { signed: { version: number } } = JSON.parse(text)
    return signed.version
  } catch {
    return 0
  }
}

const texts = new WeakMap<Uint8Array, string>()

const textOf = ({ bytes }: MemoryFile): string => {
  const text = texts.get(bytes) ?? new TextDecoder().decode(bytes)
  texts.set(bytes, text)
  return text
}

const whole = ({ old, fresh, offered }: Facts, journal: Journal, now: Moment): readonly string[] => {
  const isNew = journal.inForce?.release === offered.release
  const is = outsideOf(now)
  const half = is === old ? 'it is the old one' : is === fresh ? 'it is the new one' : 'it is half'
  const left = [...now.files.files.keys()].filter(path =>
    /^\/(etc|var\/lib\/cygnet\/keys)\/.*\.new$/.test(path),
  )
  return [
    ...(journal.pending === undefined ? [] : [`a change is still ${journal.pending.phase}`]),
    ...(is === (isNew ? fresh : old) ? [] : [`the journal says ${isNew ? 'new' : 'old'}, ${half}`]),
    ...(now.live.armed === undefined ? [] : ['the timer is still armed']),
    ...left.map(path => `${path} was left half-written`),
  ]
}

const trustOnlyGrows = (
  { before, offered, trusted }: Facts,
  journal: Journal,
  dead: Moment,
  now: Moment,
): readonly string[] => {
  const is = versionsIn(now)
  const builtOn = [journal.inForce, ...journal.knownBad].some(one => one?.release === offered.release)
  const least = [versionsIn(before), versionsIn(dead), ...(builtOn ? [trusted] : [])]
  return least.flatMap(was =>
    [...was].flatMap(([role, version]) =>
      (is.get(role) ?? 0) < version ? [`trusted ${role} fell from ${version} to ${is.get(role)}`] : [],
    ),
  )
}

const remembersTheBad = (
  { before, offered, isAsked }: Facts,
  { knownBad, inForce }: Journal,
  now: Moment,
): readonly string[] => {
  const lost = journalIn(before).knownBad.filter(bad => !isKnownBad({ ...journalIn(now), knownBad }, bad))
  const came = knownBad.some(bad => bad.digest === inForce?.digest && bad.release >= inForce.release)
  const { waiting } = journalIn(now)
  const isKnown = isKnownBad(journalIn(now), offered) || waiting?.release === offered.release
  const open = now.program === 'once' && !isAsked && inForce?.release !== offered.release && !isKnown
  return [
    ...lost.map(bad => `forgot that ${bad.digest.slice(0, 8)} failed`),
    ...(came ? ['a known-bad bundle is in force'] : []),
    ...(open ? ['the release is neither in force nor known bad, nor does it wait'] : []),
  ]
}

/** Keys stay, and a counter that was ever in a report is never behind. */
const keepsItsOwn = ({ before }: Facts, dead: Moment, now: Moment): readonly string[] => {
  const keys = [...before.files.files].filter(([path]) => path.startsWith(`${STATE}/keys/`))
  const used = [...now.posted, ...outboxIn(now.files.files)].map(body => reportIn(body).counter)
  const counter = counterIn(now.files.files)
  return [
    ...keys.filter(([path, key]) => now.files.files.get(path) !== key).map(([path]) => `${path} is another`),
    ...(counter < Math.max(counterIn(dead.files.files), ...used) ? [`the counter fell to ${counter}`] : []),
  ]
}

const counterIn = (files: Files): number => {
  const file = files.get(COUNTER)
  return file === undefined ? 0 : Number(textOf(file))
}

const outboxIn = (files: Files): readonly Uint8Array[] =>
  [...files].flatMap(([path, file]) =>
    /\/\d{15}\.json$/.test(path) && path.startsWith(OUTBOX) ? [file.bytes] : [],
  )

/** A death between delivery and forgetting delivers the same bytes again; the control plane knows the counter. */
const reportsAreTrue = (
  { offered, before, isAsked }: Facts,
  { inForce, waiting }: Journal,
  now: Moment,
): readonly string[] => {
  if (now.program !== 'once') return []
  const said = now.posted.map(reportIn)
  const told = new Map(said.map(report => [report.counter, report]))
  const counters = [...told.keys()]
  const about = said.filter(report => report.bundle === offered.digest && report.release === offered.release)
  const isIn = inForce?.release === offered.release
  const isQuiet = !isIn && (isAsked || waiting !== undefined)
  const last = said.length === 0 ? journalIn(before).inForce?.digest : said.at(-1)?.inForce
  const wrong = about.filter(report => LIES[report.outcome](isIn))
  return [
    ...(last === inForce?.digest ? [] : ['the last report names another bundle']),
    ...(counters.some((counter, index) => counter <= (counters[index - 1] ?? 0))
      ? ['reports out of order']
      : []),
    ...wrong.map(report => `a report says ${report.outcome}, which it is not`),
    ...(about.length === 0 && !isQuiet ? ['nothing was reported'] : []),
  ]
}

/** Whether an outcome is a lie about a release that is in force, or is not. */
const LIES: Record<Report['outcome'], (isInForce: boolean) => boolean> = {
  committed: isIn => !isIn,
  unchanged: isIn => !isIn,
  reverted: isIn => isIn,
  refused: isIn => isIn,
}
