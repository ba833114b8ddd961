import { ControlError } from '../control-error.ts'
import type { Permission } from '../ports/forge.ts'
import type { Approval, ReviewedPull } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import type { Approvers } from '../rollout/rules.ts'
import { neededFor } from '../rollout/second-word.ts'
import type { Asked } from '../rollout/state.ts'
import { advance } from './advance.ts'
import { approversNow, isSame, notAnApprover } from './approvers.ts'
import { lapsedAmong } from './lapsed.ts'
import { isSaid } from './refusals.ts'
import { showAgain } from './show-again.ts'
import { endLapsed } from './void-approvals.ts'

/** What an approval would be for: open pull requests with this plan, and the commit that waits with it. */
interface Subject {
  readonly pulls: readonly ReviewedPull[]
  readonly waiting: Asked | undefined
  /** Who wrote what waits on the default branch: whatever is approved brings that along. */
  readonly before: readonly string[]
}

/**
 * Takes somebody's word for a plan, if they may give it; binds exactly this digest. Giving it twice changes nothing, and one more
 * than it takes is not written down. Throws a `ControlError` when the word does not count, after writing that down.
 */
export const approve = async (ports: Ports, plan: string, login: string): Promise<Approval> => {
  const approvers = await approversNow(ports)
  const permission = await ports.people.permissionOf(login)
  const { ledger } = ports
  const mayNot = notAnApprover(approvers, login, permission, 'approving')
  const lapsed = mayNot ? [] : await lapsedAmong(ports, approvers, ledger.approvals.standing(plan))
  const at = ports.clock.now().getTime()
  // Nothing is awaited from here on: what is checked is what is written.
  const verdict = ledger.together((): Approval | ControlError => {
    const subject = subjectOf(ports, plan)
    const why = refusalOf(subject, approvers, login, permission)
    if (why !== undefined) {
      const refusal = { at, who: login, what: 'approval-refused', detail: { plan, code: why.code } }
      if (isSaid(ledger, permission, refusal)) return why
      ledger.approvals.refuse(plan, { login, why: why.message }, at)
      ledger.audit.append(refusal)
      return why
    }
    endLapsed(ports, lapsed)
    return give(ports, subject, { plan, by: login, at })
  })
  if (verdict instanceof ControlError) throw verdict
  return verdict
}

const subjectOf = ({ ledger }: Ports, plan: string): Subject => {
  const { waiting } = ledger.rollout()
  return {
    pulls: ledger.pulls.open().filter(pull => pull.plan === plan),
    waiting: waiting?.candidate.plan === plan ? waiting : undefined,
    before: waiting?.candidate.authors ?? [],
  }
}

const give = (ports: Ports, subject: Subject, approval: Approval): Approval => {
  const { ledger } = ports
  const standing = ledger.approvals.standing(approval.plan)
  const own = standing.find(({ by }) => isSame(by, approval.by))
  if (own !== undefined) return own
  const [first] = standing
  if (first !== undefined && standing.length >= neededNow(ports, subject, approval.plan)) return first
  const pulls = subject.pulls.filter(pull => !pull.fork)
  const { plan, by, at } = approval
  ledger.approvals.give(
    approval,
    pulls.map(pull => pull.number),
  )
  ledger.audit.append({
    at,
    who: by,
    what: 'approved',
    detail: { plan, pulls: pulls.map(pull => pull.number) },
  })
  for (const { number } of pulls) ledger.jobs.ask(`plan:${number}`, { kind: 'show-plan', number })
  advance(ledger, at, { kind: 'approved', now: at, plan, approvedBy: [...standing.map(one => one.by), by] })
  return approval
}

const neededNow = ({ ledger }: Ports, { waiting }: Subject, plan: string): number =>
  Math.max(
    ledger.plans.get(plan)?.needed ?? 1,
    waiting === undefined ? 1 : neededFor(ledger.rollout(), waiting.candidate),
  )

const refusalOf = (
  { pulls, waiting, before }: Subject,
  approvers: Approvers,
  login: string,
  permission: Permission,
): ControlError | undefined => {
  if (pulls.length === 0 && waiting === undefined) {
    return new ControlError(
      'plan-not-current',
      'this plan is not the current one of any open change',
      'look at the newest check',
    )
  }
  const stranger = notAnApprover(approvers, login, permission, 'approving')
  if (stranger !== undefined) return stranger
  const authors = [...pulls.flatMap(pull => pull.authors), ...before]
  if (!approvers.self && authors.some(author => isSame(author, login))) {
    return new ControlError(
      'own-change',
      'it is their own change',
      'ask somebody else, or set rollout.approvers.self',
    )
  }
  return waiting === undefined && pulls.every(pull => pull.fork)
    ? new ControlError('from-a-fork', 'a change from a fork is not approved', 'approve it after the merge')
    : undefined
}

/** The button on a check: the same word, and a refusal is shown where it was pressed. */
export const pressed = async (ports: Ports, plan: string, login: string, commit: string): Promise<void> => {
  try {
    await approve(ports, plan, login)
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    showAgain(ports, commit)
  }
}
