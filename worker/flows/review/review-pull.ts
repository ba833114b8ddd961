import type { Problem } from '../../../schema/problem.ts'
import { planBetween } from '../../plan/plan.ts'
import { ForgeError, type PullRequest } from '../../ports/forge.ts'
import type { Ports } from '../../ports/ports.ts'
import { distinct, type Person } from '../../rollout/person.ts'
import { planFace } from '../../rollout/plan-check.ts'
import { type Compiled, compiledAt, rulesOf } from '../compiled.ts'
import { checkOf, invalidCheck, PLAN_CHECK, remark } from './check-runs.ts'
import { baseAt } from './compare-base.ts'
import { NO_CHANGE, storedPlan } from './plan-of.ts'
import { noTopology, reviewGroup } from './review-group.ts'
import { voidApprovals } from './void-approvals.ts'

/**
 * Looks at the head of a pull request, whatever it is by now, and says on the check **cygnet / plan** what is wrong or
 * what would change. `sender` pushed it, and counts as an author from now on.
 */
export const reviewPull = async (ports: Ports, number: number, sender?: Person): Promise<void> => {
  const { ledger } = ports
  const pull = await pullOrNothing(ports, number)
  if (pull === undefined || !pull.open) return closePull(ports, number, pull?.merged === true)
  const base = await ports.tree.defaultBranch()
  if (pull.base !== base) return leave(ports, pull, base)
  const head = await compiledAt(ports, pull.head)
  const before = head.kind === 'valid' ? await baseAt(ports, await ports.tree.tip(base)) : undefined
  ledger.together(() => {
    remember(ports, pull, head, sender)
    if (head.kind === 'valid' && before !== undefined) {
      const rules = ledger.rollout().rules ?? before.rules ?? rulesOf(head.topology)
      const plan = planBetween(before.bundles, head.bundles, rules)
      ledger.plans.put(head.plan, storedPlan(plan, ports.address), ports.clock.now().getTime())
    }
  })
  if (head.kind === 'valid') return showPlan(ports, number, head.problems)
  await ports.checks.show(
    head.kind === 'invalid' ? invalidCheck(PLAN_CHECK, pull.head, head.problems) : noTopology(pull.head),
  )
}

/** An approval that was given through this pull request ends when the pull request says something else. */
const remember = (ports: Ports, pull: PullRequest, head: Compiled, sender: Person | undefined): void => {
  const { ledger } = ports
  const plan = head.kind === 'valid' ? head.plan : undefined
  const known = ledger.pulls.get(pull.number)?.authors ?? []
  const authors = distinct([...known, pull.author, ...(sender === undefined ? [] : [sender])])
  voidApprovals(ports, pull.number, plan, { who: sender, why: 'says-something-else' })
  ledger.pulls.put({ number: pull.number, head: pull.head, fork: pull.fork, open: true, plan, authors })
}

/** Undefined when there is no such pull request any more, nor will be. */
const pullOrNothing = async ({ pulls }: Ports, number: number): Promise<PullRequest | undefined> => {
  try {
    return await pulls.get(number)
  } catch (error) {
    if (error instanceof ForgeError && error.code === 'not-found') return undefined
    throw error
  }
}

/** Only what goes to the default branch is ever rolled out; a plan that was shown before is taken back. */
const leave = async (ports: Ports, { number, head }: PullRequest, base: string): Promise<void> => {
  const known = ports.ledger.pulls.get(number) !== undefined
  await closePull(ports, number, false)
  if (!known) return
  const words = `Only what comes to \`${base}\` is ever rolled out.`
  await ports.checks.show(remark(PLAN_CHECK, head, 'goes to another branch now', words))
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
    from: pull.fork ? 'fork' : 'branch',
    approvedBy: ledger.approvals.standing(pull.plan).map(({ by }) => by.login),
    needed: stored.needed,
    refusals: ledger.approvals.refusals(pull.plan),
    below: ledger.rollout().waiting?.candidate.commit,
  })
  await ports.checks.show(checkOf(PLAN_CHECK, pull.head, pull.plan, face, stored.markdown, problems))
}

/** What a pull request was approved for ends with it, unless it was merged. */
export const closePull = async (ports: Ports, number: number, merged: boolean): Promise<void> => {
  const { ledger } = ports
  ledger.together(() => {
    const pull = ledger.pulls.get(number)
    if (pull !== undefined) ledger.pulls.put({ ...pull, open: false })
    if (!merged) voidApprovals(ports, number, undefined, { why: 'closed' })
  })
}

/** A check was asked for again by its commit. */
export const reviewCommit = async (ports: Ports, commit: string): Promise<void> => {
  const known = ports.ledger.pulls.withHead(commit).map(pull => pull.number)
  const numbers = known.length > 0 ? known : await ports.pulls.containing(commit)
  if (numbers.length === 0) return reviewGroup(ports, commit)
  for (const number of numbers) await reviewPull(ports, number)
}
