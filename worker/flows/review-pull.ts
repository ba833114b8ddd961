import type { Problem } from '../../schema/problem.ts'
import type { Rollout } from '../../schema/topology/operation.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import type { PullRequest } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import { planFace } from '../rollout/plan-check.ts'
import { checkOf, invalidCheck, PLAN_CHECK, remark } from './check-runs.ts'
import { bundlesAt, type Compiled, compiledAt } from './compiled.ts'
import { NO_CHANGE, storedPlan } from './plan-of.ts'

/**
 * Looks at the head of a pull request, whatever it is by now, and says on the check **cygnet / plan** what is wrong or
 * what would change. `sender` pushed it, and counts as an author from now on.
 */
export const reviewPull = async (ports: Ports, number: number, sender?: string): Promise<void> => {
  const { ledger } = ports
  const pull = await ports.pulls.get(number)
  const base = await ports.tree.defaultBranch()
  // Only what goes to the default branch is ever rolled out.
  if (!pull.open || pull.base !== base) return closePull(ports, number, pull.merged)
  const head = await compiledAt(ports, pull.head)
  const before = head.kind === 'valid' ? await baseOf(ports, base) : undefined
  ledger.together(() => {
    remember(ports, pull, head, sender)
    if (head.kind === 'valid' && before !== undefined) {
      const limit = before.limit ?? head.topology.rollout.limit
      ledger.plans.put(
        head.plan,
        storedPlan(before.bundles, head.bundles, ports.address, limit),
        ports.clock.now().getTime(),
      )
    }
  })
  if (head.kind === 'valid') return showPlan(ports, number, head.problems)
  await ports.checks.show(
    head.kind === 'invalid'
      ? invalidCheck(PLAN_CHECK, pull.head, head.problems)
      : remark(
          PLAN_CHECK,
          pull.head,
          'no topology here',
          'There is no `topology.yaml` and no `topology/*.yaml`.',
        ),
  )
}

/** An approval that was given through this pull request ends when the pull request says something else. */
const remember = ({ ledger }: Ports, pull: PullRequest, head: Compiled, sender: string | undefined): void => {
  const plan = head.kind === 'valid' ? head.plan : undefined
  const known = ledger.pulls.get(pull.number)?.authors ?? []
  const authors = [...new Set([...known, pull.author, ...(sender === undefined ? [] : [sender])])]
  ledger.approvals.voidOf(pull.number, plan)
  ledger.pulls.put({ number: pull.number, head: pull.head, fork: pull.fork, open: true, plan, authors })
}

/** What a change is compared with, and how much it may reach: as the base says, not as the change would have it. */
interface Base {
  readonly bundles: readonly Bundle[]
  readonly limit: Rollout['limit'] | undefined
}

/** Against the tip of the base; where that does not compile, against what was released last. */
const baseOf = async (ports: Ports, branch: string): Promise<Base> => {
  const base = await compiledAt(ports, await ports.tree.tip(branch))
  if (base.kind === 'valid') return { bundles: base.bundles, limit: base.topology.rollout.limit }
  return {
    bundles: await bundlesAt(ports, ports.ledger.rollout().current?.candidate.commit),
    limit: undefined,
  }
}

/** Draws the check of a reviewed pull request from what is remembered: nothing is computed anew. */
export const showPlan = async (
  ports: Ports,
  number: number,
  problems: readonly Problem[] = [],
): Promise<void> => {
  const { ledger } = ports
  const pull = ledger.pulls.get(number)
  const stored = pull?.plan === undefined ? undefined : ledger.plans.get(pull.plan)
  if (pull?.plan === undefined || stored === undefined) return
  const face = planFace({
    plan: pull.plan,
    summary: stored.summary,
    nothingChanges: stored.summary === NO_CHANGE,
    fork: pull.fork,
    approvedBy: ledger.approvals.standing(pull.plan)?.by,
    refusals: ledger.approvals.refusals(pull.plan),
  })
  await ports.checks.show(checkOf(PLAN_CHECK, pull.head, pull.plan, face, stored.markdown, problems))
}

/** What a pull request was approved for ends with it, unless it was merged. */
export const closePull = async ({ ledger }: Ports, number: number, merged: boolean): Promise<void> => {
  ledger.together(() => {
    const pull = ledger.pulls.get(number)
    if (pull !== undefined) ledger.pulls.put({ ...pull, open: false })
    if (!merged) ledger.approvals.voidOf(number, undefined)
  })
}

/** A check was asked for again by its commit. */
export const reviewCommit = async (ports: Ports, commit: string): Promise<void> => {
  const known = ports.ledger.pulls.withHead(commit).map(pull => pull.number)
  const numbers = known.length > 0 ? known : await ports.pulls.containing(commit)
  for (const number of numbers) await reviewPull(ports, number)
}
