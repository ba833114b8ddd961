import { planBetween } from '../../plan/plan.ts'
import type { Ports } from '../../ports/ports.ts'
import { planFace } from '../../rollout/plan-check.ts'
import { type Compiled, compiledAt, rulesOf } from '../compiled.ts'
import { checkOf, invalidCheck, PLAN_CHECK, remark } from './check-runs.ts'
import { type Base, baseAt } from './compare-base.ts'
import { NO_CHANGE, storedPlan } from './plan-of.ts'

/** Where a merge group goes: the commit that it would follow, and the branch of that. */
export interface GroupBase {
  readonly commit: string
  readonly branch: string
}

/**
 * Looks at a commit that is nobody's pull request: a merge queue made it, and waits for the check **cygnet / plan** on
 * exactly this commit. The approvals are those of its plan, whichever pull request they were given through; here none can be
 * given. Without `base` it is compared with the default branch.
 */
export const reviewGroup = async (ports: Ports, commit: string, base?: GroupBase): Promise<void> => {
  const branch = await ports.tree.defaultBranch()
  if (base !== undefined && base.branch !== branch) {
    const words = `Only what comes to \`${branch}\` is ever rolled out.`
    return ports.checks.show(remark(PLAN_CHECK, commit, 'goes to another branch', words))
  }
  const head = await compiledAt(ports, commit)
  if (head.kind === 'invalid') return ports.checks.show(invalidCheck(PLAN_CHECK, commit, head.problems))
  if (head.kind === 'none') return ports.checks.show(noTopology(commit))
  const before = await baseAt(ports, base?.commit ?? (await ports.tree.tip(branch)))
  await showGroup(ports, commit, head, before)
}

/** The check of a commit without a topology. */
export const noTopology = (commit: string) =>
  remark(PLAN_CHECK, commit, 'no topology here', 'There is no `topology.yaml` and no `topology/*.yaml`.')

const showGroup = async (
  ports: Ports,
  commit: string,
  head: Extract<Compiled, { kind: 'valid' }>,
  before: Base,
): Promise<void> => {
  const { ledger } = ports
  const rules = ledger.rollout().rules ?? before.rules ?? rulesOf(head.topology)
  const stored = storedPlan(planBetween(before.bundles, head.bundles, rules), ports.address)
  // Of a plan that is shown elsewhere too, the queue must not change what is said there: its base is another one.
  if (ledger.plans.get(head.plan) === undefined)
    ledger.plans.put(head.plan, stored, ports.clock.now().getTime())
  const face = planFace({
    plan: head.plan,
    summary: stored.summary,
    nothingChanges: stored.summary === NO_CHANGE,
    from: 'queue',
    approvedBy: ledger.approvals.standing(head.plan).map(({ by }) => by.login),
    needed: stored.needed,
    refusals: [],
  })
  await ports.checks.show(checkOf(PLAN_CHECK, commit, head.plan, face, stored.markdown, head.problems))
}
