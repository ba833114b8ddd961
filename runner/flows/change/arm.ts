import { LIMITS, TIMESTAMP } from '../../../schema/wire/repository.ts'
import { type InsidePath, insidePaths } from '../../core/ipsec/inside-paths.ts'
import { childKey } from '../../core/ipsec/probe-verdict.ts'
import { type ArmedGeneration, armedFrom, type StagedGeneration } from '../../core/state/generation.ts'
import type { Before, Journal } from '../../core/state/journal.ts'
import type { Source } from '../../ports/source.ts'
import type { Gateway, Tools } from '../gateway.ts'
import { bootId } from './boot-id.ts'
import { openBundle } from './generations.ts'
import { saveJournal } from './journal-file.ts'
import { kernelSettings } from './texts.ts'

/** Seconds until the timer outside the runner takes the way back. */
export const WAY_BACK_AFTER = 90

/** Lays the way back: first on disk, synced, then a timer that takes it even if the runner is dead by then. */
export const arm = async (
  gateway: Gateway,
  journal: Journal,
  staged: StagedGeneration,
): Promise<{ readonly armed: ArmedGeneration; readonly journal: Journal }> => {
  const tools = await gateway.tools()
  const before = await lookBefore(gateway, tools, staged)
  const until = {
    at: new Date(gateway.clock.now().getTime() + WAY_BACK_AFTER * 1000),
    elapsed: gateway.clock.elapsed() + WAY_BACK_AFTER * 1000,
  }
  const settings = kernelSettings(await openBundle(gateway, staged.bundle))
  const next: Journal = {
    ...journal,
    originals: await withOriginals(tools, journal.originals, settings.keys()),
    pending: {
      digest: staged.digest,
      release: staged.release,
      phase: 'armed',
      boot: await bootId(gateway.disk),
      until: until.at.toISOString(),
      before,
      ...(staged.rollback && { rollback: true }),
    },
  }
  await saveJournal(gateway.disk, 'arm', next)
  await tools.timer.arm(WAY_BACK_AFTER)
  return { armed: armedFrom(staged, before, until), journal: next }
}

/** What works now. Of two daemons that run, which should not be, the one that is wanted counts. */
const lookBefore = async (gateway: Gateway, tools: Tools, { bundle }: StagedGeneration): Promise<Before> => {
  const running = await tools.services.running()
  const daemon = running.has(bundle.daemon) ? bundle.daemon : [...running][0]
  const children = daemon === undefined ? [] : await gateway.ipsec.children()
  const up = children.filter(child => child.state === 'up').map(childKey)
  const inside = await carrying(gateway, tools, insidePaths(bundle, up))
  return {
    up,
    inside: inside.map(({ key }) => key),
    ...(daemon && { daemon }),
    answered: await answers(gateway.source),
  }
}

/** The ways that carry packets and bring answers. Where nobody can be asked nothing is known to carry. */
const carrying = async (
  gateway: Gateway,
  { echo }: Tools,
  paths: readonly InsidePath[],
): Promise<readonly InsidePath[]> => {
  try {
    const answered = await echo.answering(paths)
    return paths.filter(path => answered.includes(path))
  } catch (error) {
    gateway.say(`tunnels are not probed from inside: ${error instanceof Error ? error.message : 'unknown'}`)
    return []
  }
}

/** Whether the repository answers; no ETag, so that an answer means bytes that came through. */
export const answers = async (source: Source): Promise<boolean> => {
  try {
    return (await source.get(TIMESTAMP, { bytes: LIMITS.timestamp, seconds: 10 })).kind === 'found'
  } catch {
    return false
  }
}

/** Remembers a setting's value the first time cygnet is about to set it, never later. */
const withOriginals = async (
  tools: Tools,
  known: Journal['originals'],
  keys: Iterable<string>,
): Promise<Journal['originals']> => {
  const originals = { ...known }
  for (const key of keys) {
    if (key in originals) continue
    const value = await tools.sysctl.read(key)
    if (value !== undefined) originals[key] = value
  }
  return originals
}
