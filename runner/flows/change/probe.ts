import { insidePaths } from '../../core/ipsec/inside-paths.ts'
import { shortcomings } from '../../core/ipsec/probe-verdict.ts'
import { type Problem, problem, together } from '../../core/problem.ts'
import type { ArmedGeneration, Deadline } from '../../core/state/generation.ts'
import type { Event } from '../../core/state/state.ts'
import type { Gateway, Tools } from '../gateway.ts'
import { answers } from './arm.ts'

/** Seconds that a change has to show itself healthy, at most. */
const PATIENCE = 45

/** Seconds that must be left of the armed time when the verdict is healthy: to decide before the timer fires. */
const MARGIN = 15

/** Milliseconds between two looks. */
const BETWEEN = 1000

/** Milliseconds by which the clock on the wall may differ from the time that passed before somebody must have set it. */
const DRIFT = 10_000

/** Looks until everything is as it must be; otherwise says what was still missing at the end. */
export const probe = async (gateway: Gateway, armed: ArmedGeneration): Promise<Event> => {
  const { clock } = gateway
  const tools = await gateway.tools()
  const end = Math.min(clock.elapsed() + PATIENCE * 1000, armed.until.elapsed - MARGIN * 1000)
  for (;;) {
    const missing = together(await look(gateway, tools, armed))
    if (missing === undefined) return { is: 'healthy' }
    if (clock.elapsed() >= end) return verdictOn(missing, clock, armed.until)
    await clock.wait(BETWEEN)
  }
}

/** Under a clock that was set meanwhile certificates count that did not before, or no longer do: then nothing is proven. */
const verdictOn = (missing: Problem, clock: Gateway['clock'], until: Deadline): Event => {
  const [byWall, passed] = [until.at.getTime() - clock.now().getTime(), until.elapsed - clock.elapsed()]
  if (Math.abs(byWall - passed) < DRIFT) return { is: 'failed', problem: missing }
  const words = `the clock was set while the change was tried: ${missing.message}`
  return { is: 'unavailable', problem: problem('clock-set', words), blame: 'host' }
}

/** What has to be waited for is only asked when the rest is right: the other ends first, then the control plane. */
const look = async (
  gateway: Gateway,
  tools: Tools,
  { bundle, before }: ArmedGeneration,
): Promise<readonly Problem[]> => {
  const near = {
    interfaces: await tools.interfaces.list(),
    children: await gateway.ipsec.children(),
    silent: [],
    answered: true,
  }
  const missing = shortcomings(bundle, before, near)
  if (missing.length > 0) return missing
  const paths = insidePaths(bundle, before.inside ?? [])
  const answered = await tools.echo.answering(paths)
  const silent = paths.filter(path => !answered.includes(path)).map(({ key }) => key)
  return shortcomings(bundle, before, {
    ...near,
    silent,
    answered: !before.answered || silent.length > 0 || (await answers(gateway.source)),
  })
}
