import type { ArmedGeneration } from '../core/generation.ts'
import { insidePaths } from '../core/inside-paths.ts'
import { shortcomings } from '../core/probe-verdict.ts'
import { type Problem, together } from '../core/problem.ts'
import { answers } from './arm.ts'
import type { Gateway, Tools } from './gateway.ts'

/** Seconds that a change has to show itself healthy, at most. */
const PATIENCE = 45

/** Seconds that must be left of the armed time when the verdict is healthy: to decide before the timer fires. */
const MARGIN = 15

/** Milliseconds between two looks. */
const BETWEEN = 1000

/** Looks until everything is as it must be. Undefined means healthy; otherwise what was still missing at the end. */
export const probe = async (gateway: Gateway, armed: ArmedGeneration): Promise<Problem | undefined> => {
  const tools = await gateway.tools()
  const end = Math.min(gateway.clock.now().getTime() + PATIENCE * 1000, armed.until.getTime() - MARGIN * 1000)
  for (;;) {
    const missing = await look(gateway, tools, armed)
    if (missing.length === 0 || gateway.clock.now().getTime() >= end) return together(missing)
    await gateway.clock.wait(BETWEEN)
  }
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
