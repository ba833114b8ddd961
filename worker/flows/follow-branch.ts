import { connected, coupledGroups } from '../plan/coupling.ts'
import { planBetween } from '../plan/plan.ts'
import type { Ports } from '../ports/ports.ts'
import { rolloutFace } from '../rollout/check.ts'
import type { View } from '../rollout/events.ts'
import { candidateOf, compiledAt, rulesOf } from './compiled.ts'
import { basesNow } from './held-bundles.ts'
import { keepPicture } from './look/draw.ts'
import { settledApprovers } from './people/approvers.ts'
import { authorsSince, brokenBy, type Push, SEEN, settledAt } from './people/branch-authors.ts'
import { type Lapsed, lapsedAmong } from './people/lapsed.ts'
import { publishRevocations } from './publish/publish-revocations.ts'
import { checkOf, invalidCheck, ROLLOUT_CHECK, remark } from './review/check-runs.ts'
import { storedPlan } from './review/plan-of.ts'
import { viewOf } from './review/show-again.ts'
import { endLapsed, voidLeftBehind } from './review/void-approvals.ts'
import { advance } from './rollout/advance.ts'
import { rolloutAddress } from './rollout/rollout-address.ts'

/** Deals with the tip of the default branch, whatever it is by now: webhooks may come late, doubled, or not at all. */
export const followBranch = async (ports: Ports, push: Push = {}): Promise<void> => {
  const { ledger } = ports
  const commit = await ports.tree.tip(await ports.tree.defaultBranch())
  const compiled = await compiledAt(ports, commit)
  if (compiled.kind === 'valid') await publishRevocations(ports.store, compiled.topology.revocationLists)
  if (compiled.kind === 'valid' && (compiled.bundles.length > 0 || ledger.rollout().current !== undefined)) {
    const authors = await authorsSince(ports, commit, push)
    const { shown, held } = await basesNow(ports)
    const plan = planBetween(shown, compiled.bundles, ledger.rollout().rules ?? rulesOf(compiled.topology))
    const coupled = connected([...plan.together, ...coupledGroups(held, compiled.bundles)])
    const candidate = candidateOf(commit, compiled, { authors, coupled, reach: plan.reach })
    keepPicture(ports, compiled.plan, compiled.topology)
    const lapsed = await lapsedBefore(ports, compiled.plan)
    const now = ports.clock.now().getTime()
    ledger.together(() => {
      ledger.plans.put(compiled.plan, storedPlan(plan, ports.address), now)
      endLapsed(ports, lapsed)
      const approvedBy = ledger.approvals.standing(compiled.plan).map(({ by }) => by)
      advance(ledger, now, { kind: 'pushed', now, candidate, approvedBy })
      voidLeftBehind(ports, compiled.plan)
      settledAt(ledger, commit)
    })
    return
  }
  if (compiled.kind === 'invalid') await brokenBy(ports, commit, push)
  await ports.checks.show(
    compiled.kind === 'invalid'
      ? invalidCheck(ROLLOUT_CHECK, commit, compiled.problems)
      : remark(
          ROLLOUT_CHECK,
          commit,
          'nothing to roll out',
          'There is no topology, or no gateway of it is enrolled: `cygnet gateway add GATEWAY` begins that.',
        ),
  )
  ledger.notes.set(SEEN, commit)
}

/**
 * Words of those who may not approve any more by the time of the merge: a release begins on none of them. Not before a first topology
 * says who may: this very merge may be what changes that.
 */
const lapsedBefore = async (ports: Ports, plan: string): Promise<readonly Lapsed[]> => {
  const approvers = settledApprovers(ports)
  if (approvers === undefined) return []
  const lapsed = await lapsedAmong(ports, approvers, ports.ledger.approvals.standing(plan))
  return lapsed.filter(({ why }) => why === 'may-no-more')
}

/** Asks for the branch to be dealt with when its tip is not what was seen last: a webhook was lost. */
export const lookForLostPushes = async ({ tree, ledger }: Ports): Promise<void> => {
  const tip = await tree.tip(await tree.defaultBranch())
  if (ledger.notes.get(SEEN) !== tip) ledger.jobs.ask('branch', { kind: 'follow-branch' })
}

/** Draws the check **cygnet / rollout** of one commit. */
export const showRollout = async (ports: Ports, commit: string, asked: View | undefined): Promise<void> => {
  const { ledger } = ports
  const view = asked ?? viewOf(ledger.rollout(), commit)
  if (view === undefined) return
  const isOpen = view.kind === 'waiting' || view.kind === 'release'
  const face = rolloutFace(view, isOpen ? ledger.approvals.refusals(planOf(view)) : [])
  const text = face.plan === undefined ? undefined : ledger.plans.get(face.plan)?.markdown
  const plan = planOf(view)
  const check = checkOf(ROLLOUT_CHECK, commit, plan, face, text)
  await ports.checks.show(view.kind === 'release' ? { ...check, url: rolloutAddress(ports, plan) } : check)
}

const planOf = (view: View): string => {
  switch (view.kind) {
    case 'waiting':
    case 'next':
      return view.asked.candidate.plan
    case 'release':
    case 'past':
    case 'unchanged':
      return view.release.candidate.plan
    case 'superseded':
      return view.plan
    default:
      return view satisfies never
  }
}
