import { WAITS } from '../../schema/wire/report.ts'
import type { Effect, Event, ReportedEvent } from './events.ts'
import type { Candidate, Member, Release, Rollout, Standing } from './state.ts'

type Step = readonly [Rollout, readonly Effect[]]

/**
 * The rollout of one network: total, without I/O, without a clock. What it wants done comes back as effects, each safe
 * to do twice. It publishes a plan only on an event that carries an approval of exactly that plan.
 */
export const step = (rollout: Rollout, event: Event): Step => {
  switch (event.kind) {
    case 'pushed':
      return pushed(rollout, event.candidate, event.approvedBy)
    case 'approved':
      return rollout.waiting?.plan === event.plan ? start(rollout, rollout.waiting, event.by) : [rollout, []]
    case 'published':
      return published(rollout, event.release, event.now)
    case 'unpublishable':
      return unpublishable(rollout, event.release, event.why)
    case 'reported':
      return reported(rollout, event)
    case 'tick':
      return settle(rollout, rollout.current, event.now)
    default:
      return event satisfies never
  }
}

const pushed = (rollout: Rollout, candidate: Candidate, approvedBy: string | undefined): Step => {
  const { waiting, current } = rollout
  const left: Effect[] =
    waiting !== undefined && waiting.commit !== candidate.commit ? [superseded(waiting, candidate)] : []
  if (current?.candidate.plan === candidate.plan) {
    const [next, effects] = unchanged(rollout, current, candidate)
    return [next, [...left, ...effects]]
  }
  if (approvedBy !== undefined) {
    const [next, effects] = start(rollout, candidate, approvedBy)
    return [next, [...left, ...effects]]
  }
  return [
    { ...rollout, waiting: candidate },
    [...left, { kind: 'show', commit: candidate.commit, view: { kind: 'waiting', candidate } }],
  ]
}

/** The branch says what the newest release already carries: only who may approve, and keys, are taken over. */
const unchanged = (rollout: Rollout, current: Release, candidate: Candidate): Step => {
  const release: Release = {
    ...current,
    candidate: { ...current.candidate, members: candidate.members, approvers: candidate.approvers },
  }
  const { waiting: _, ...rest } = rollout
  const next: Rollout = {
    ...rest,
    current: release,
    approvers: candidate.approvers,
    ...(rollout.inForce?.number === release.number
      ? { inForce: { number: release.number, members: candidate.members } }
      : {}),
  }
  const view =
    candidate.commit === current.candidate.commit
      ? ({ kind: 'release', release } as const)
      : ({ kind: 'unchanged', release } as const)
  return [next, [{ kind: 'show', commit: candidate.commit, view }]]
}

const start = (rollout: Rollout, candidate: Candidate, approvedBy: string): Step => {
  const { current } = rollout
  const gateways = candidate.members.map(member => member.gateway)
  const release: Release = {
    number: (current?.number ?? 0) + 1,
    candidate,
    approvedBy,
    phase: 'publishing',
    waves: [gateways],
    wave: 0,
    standings: Object.fromEntries(
      candidate.members.map(member => [member.gateway, standingAtStart(current, member)]),
    ),
  }
  const running = current?.phase === 'publishing' || current?.phase === 'rolling'
  const overtaken =
    running && current.candidate.commit !== candidate.commit ? [superseded(current.candidate, candidate)] : []
  const { waiting: _, ...rest } = rollout
  return [
    { ...rest, current: release, approvers: candidate.approvers },
    [
      ...overtaken,
      { kind: 'publish', release: release.number, wave: 0 },
      { kind: 'show', commit: candidate.commit, view: { kind: 'release', release } },
    ],
  ]
}

const superseded = ({ commit, plan }: Candidate, by: Candidate): Effect => ({
  kind: 'show',
  commit,
  view: { kind: 'superseded', plan, by: by.commit },
})

/** A gateway that the last release left with the very same bundle has nothing to do, and may well say nothing. */
const standingAtStart = (last: Release | undefined, member: Member): Standing => {
  const standing = last?.standings[member.gateway]
  const same = last?.candidate.members.some(
    one => one.gateway === member.gateway && one.bundle === member.bundle,
  )
  return same === true && standing?.kind === 'committed' ? standing : { kind: 'pending' }
}

const published = (rollout: Rollout, number: number, now: number): Step => {
  const { current } = rollout
  if (current?.number !== number || current.phase !== 'publishing') return [rollout, []]
  const rolling: Release = { ...current, phase: 'rolling', deadline: now + patience(current.candidate) }
  return settle(rollout, rolling, now)
}

const unpublishable = (rollout: Rollout, number: number, why: string): Step => {
  const { current } = rollout
  if (current?.number !== number || current.phase !== 'publishing') return [rollout, []]
  return become(rollout, { ...current, phase: 'failed', stopped: why })
}

const reported = (rollout: Rollout, event: ReportedEvent): Step => {
  const { current } = rollout
  const member = current?.candidate.members.find(one => one.gateway === event.gateway)
  if (current === undefined || member === undefined) return [rollout, []]
  const standing =
    standingAfter(member.bundle, event) ?? stillPending(current.standings[event.gateway], event)
  if (standing === undefined) return [rollout, []]
  const next: Release = { ...current, standings: { ...current.standings, [event.gateway]: standing } }
  return settle(rollout, next, event.now)
}

/** What a report says about the bundle of this release; undefined when it speaks of something else. */
const standingAfter = (bundle: string, event: ReportedEvent): Standing | undefined => {
  const { now: at, tunnels } = event
  switch (event.outcome) {
    case 'committed':
    case 'unchanged':
      return event.inForce === bundle ? { kind: 'committed', at, tunnels } : undefined
    case 'reverted':
    case 'refused':
      return event.bundle === bundle
        ? { kind: event.outcome, at, tunnels, code: event.code, message: event.message }
        : undefined
    default:
      return event.outcome satisfies never
  }
}

/** A gateway that has not applied the release says why it waits, or no longer does; undefined when that is no news. */
const stillPending = (
  was: Standing | undefined,
  { outcome, code, message }: ReportedEvent,
): Standing | undefined => {
  if (was?.kind !== 'pending' || outcome !== 'unchanged') return undefined
  if (!WAITS.some(known => known === code)) return was.waits && { kind: 'pending' }
  if (was.waits?.code === code && was.waits.message === message) return undefined
  return { kind: 'pending', waits: { code, message } }
}

/** Who says that it waits is not silent. */
const isSilent = (standing: Standing): boolean => standing.kind === 'pending' && standing.waits === undefined

/** The phase follows from where the gateways stand; a release that is still being published waits for that. */
const settle = (rollout: Rollout, current: Release | undefined, now: number): Step => {
  if (current === undefined) return [rollout, []]
  if (current.phase === 'publishing' || current.stopped !== undefined) {
    return current === rollout.current ? [rollout, []] : become(rollout, current)
  }
  const phase = phaseOf(current, now)
  return current === rollout.current && phase === current.phase
    ? [rollout, []]
    : become(rollout, { ...current, phase })
}

const phaseOf = (release: Release, now: number): Release['phase'] => {
  const standings = Object.values(release.standings)
  if (standings.every(standing => standing.kind === 'committed')) return 'completed'
  if (standings.some(standing => standing.kind === 'reverted' || standing.kind === 'refused')) return 'failed'
  const late = release.deadline !== undefined && now >= release.deadline
  return late && standings.some(isSilent) ? 'failed' : 'rolling'
}

const become = (rollout: Rollout, current: Release): Step => [
  {
    ...rollout,
    current,
    ...(current.phase === 'completed'
      ? { inForce: { number: current.number, members: current.candidate.members } }
      : {}),
  },
  [{ kind: 'show', commit: current.candidate.commit, view: { kind: 'release', release: current } }],
]

/** Milliseconds a gateway may be silent: ten polls, and never less than a reboot with patience takes. */
const patience = (candidate: Candidate): number => Math.max(15 * 60, 10 * candidate.every) * 1000
