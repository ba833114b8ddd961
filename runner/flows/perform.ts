import { problem } from '../core/problem.ts'
import type { Blame, Journal } from '../core/state/journal.ts'
import type { Effect, Event } from '../core/state/state.ts'
import { DiskError } from '../ports/disk-error.ts'
import { SourceError } from '../ports/source.ts'
import { ToolError, type ToolErrorCode } from '../ports/tool-error.ts'
import type { Gateway } from './gateway.ts'
import { codeOf } from './report/code-of.ts'
import { refresh } from './trust/refresh.ts'

/** Does what an effect says and returns what came of it; `report` and `remember` bring no event. */
export const perform = async (
  gateway: Gateway,
  effect: Effect,
  journal: Journal,
): Promise<Event | undefined> => {
  try {
    return await act(gateway, effect, journal)
  } catch (error) {
    const event = eventOf(effect, error, gateway.clock.now())
    if (event.is === 'unreleased' && journal.unreleased === undefined) gateway.say(event.problem.message)
    if (effect.do !== 'report' && effect.do !== 'remember') return event
    gateway.say(`${effect.do}: ${event.problem.message}`)
    return undefined
  }
}

const act = async (gateway: Gateway, effect: Effect, journal: Journal): Promise<Event | undefined> => {
  if (effect.do === 'refresh')
    return { is: 'offered', target: (await refresh(gateway, gateway.identity)).target }
  if (effect.do === 'schedule') {
    const { askWindow } = await import('./ask-window.ts')
    return await askWindow(gateway, journal)
  }
  if (effect.do === 'fetch') {
    const { fetchBundle } = await import('./trust/fetch-bundle.ts')
    return { is: 'trusted', bundle: await fetchBundle(gateway, effect.target, gateway.identity) }
  }
  if (effect.do === 'report') {
    const { report } = await import('./report/report.ts')
    await report(gateway, journal, effect)
    return undefined
  }
  if (effect.do === 'remember') {
    const { saveJournal } = await import('./change/journal-file.ts')
    await saveJournal(gateway.disk, 'remember', effect.journal)
    return undefined
  }
  return await change(gateway, effect, journal)
}

type ChangeEffect = Exclude<Effect, { do: 'refresh' | 'schedule' | 'fetch' | 'report' | 'remember' }>

/** The effects of a change: their flows are loaded when there is one. */
const change = async (gateway: Gateway, effect: ChangeEffect, journal: Journal): Promise<Event> => {
  if (effect.do === 'stage') {
    const { stage } = await import('./change/generations.ts')
    return { is: 'staged', staged: await stage(gateway.disk, effect.bundle) }
  }
  if (effect.do === 'restage') {
    const { restage } = await import('./change/generations.ts')
    return { is: 'staged', staged: await restage(gateway.disk, effect.kept) }
  }
  if (effect.do === 'preflight') {
    const { preflight } = await import('./change/preflight.ts')
    await preflight(gateway, journal, effect.staged)
    return { is: 'passed' }
  }
  if (effect.do === 'arm') {
    const { arm } = await import('./change/arm.ts')
    return { is: 'armed', ...(await arm(gateway, journal, effect.staged)) }
  }
  if (effect.do === 'apply') {
    const { apply } = await import('./change/apply.ts')
    await apply(gateway, journal, effect.armed)
    return { is: 'applied' }
  }
  if (effect.do === 'probe') {
    const { probe } = await import('./change/probe.ts')
    return await probe(gateway, effect.armed)
  }
  return await ending(gateway, effect, journal)
}

type EndingEffect = Extract<Effect, { do: 'decide' | 'finish' | 'revert' }>

/** The two ways a change ends: in force, or taken back. */
const ending = async (gateway: Gateway, effect: EndingEffect, journal: Journal): Promise<Event> => {
  if (effect.do === 'revert') {
    const { revert } = await import('./change/revert.ts')
    await revert(gateway, journal, effect.tried)
    return { is: 'reverted', journal, now: gateway.clock.now() }
  }
  const { decide, finish, Undecided } = await import('./change/commit.ts')
  if (effect.do === 'finish') return { is: 'committed', ...(await finish(gateway, journal, effect.pending)) }
  try {
    return { is: 'decided', ...(await decide(gateway, effect.armed)) }
  } catch (error) {
    if (!(error instanceof Undecided)) throw error
    return { is: 'undecided', problem: problem(codeOf(effect.do, error.cause), error.message) }
  }
}

/** What does not answer proves nothing, and what this host lacks even less; all else does, in the words of whoever said it. */
const eventOf = (
  effect: Effect,
  error: unknown,
  now: Date,
): Extract<Event, { is: 'failed' | 'unavailable' | 'unreleased' }> => {
  const words = error instanceof Error ? error.message : String(error)
  const found = problem(codeOf(effect.do, error), words)
  if (effect.do === 'refresh' && found.code === 'no-release') return { is: 'unreleased', problem: found }
  const blame = blameFor(effect, error)
  if (blame === 'bundle') return { is: 'failed', problem: found }
  const suspect = effect.do === 'preflight' && error instanceof ToolError && error.code === 'ended'
  return { is: 'unavailable', problem: found, blame, ...(suspect && { suspectAt: now }) }
}

/** Nothing of a bundle is live before the way back is laid, and none fills a disk. A tool that is silent may have its reasons. */
const blameFor = (effect: Effect, error: unknown): Blame => {
  if (effect.do === 'arm' || error instanceof DiskError || isSystemCall(error)) return 'host'
  if (error instanceof ToolError && isHosts(effect, error)) return 'host'
  return isSilence(error) ? 'unclear' : 'bundle'
}

/** A call of the kernel that an adapter made and nobody put into words, such as a folder in /run that could not be made. */
const isSystemCall = (error: unknown): boolean => error instanceof Error && 'syscall' in error

/** A tool that was never there, or that has no room to work. */
const isHosts = (effect: Effect, { code, message }: ToolError): boolean =>
  (effect.do === 'preflight' && code === 'missing') || NO_ROOM.test(message)

const NO_ROOM =
  /No space left on device|Read-only file system|Input\/output error|Cannot allocate memory|Too many open files/

const isSilence = (error: unknown): boolean =>
  error instanceof SourceError
    ? error.code === 'unreachable' || error.code === 'too-slow'
    : error instanceof ToolError && SILENT.includes(error.code)

const SILENT: readonly ToolErrorCode[] = ['down', 'too-slow', 'ended', 'missing', 'hindered']
