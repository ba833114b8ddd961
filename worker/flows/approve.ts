import { ControlError } from '../control-error.ts'
import type { Member } from '../ports/forge.ts'
import type { Approval, ReviewedPull } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import { isSame, type Person } from '../rollout/person.ts'
import type { Approvers } from '../rollout/rules.ts'
import { neededFor } from '../rollout/second-word.ts'
import type { Asked } from '../rollout/state.ts'
import { approversNow, FIRST_APPROVERS, notAnApprover } from './people/approvers.ts'
import { lapsedAmong } from './people/lapsed.ts'
import { ownWork, type Unmasked, unmaskedAmong } from './people/own-work.ts'
import { isSaid } from './people/refusals.ts'
import { showAgain } from './review/show-again.ts'
import { endLapsed } from './review/void-approvals.ts'
import { advance } from './rollout/advance.ts'

/** What an approval would be for: open pull requests with this plan, and the commit that waits with it. */
interface Subject {
  readonly pulls: readonly ReviewedPull[]
  readonly waiting: Asked | undefined
  /** Who wrote what waits on the default branch: whatever is approved brings that along. */
  readonly before: readonly Person[]
}

/**
 * Takes somebody's word for a plan, if they may give it; binds exactly this digest. Giving it twice changes nothing, and one more
 * than it takes is not written down. Throws a `ControlError` when the word does not count, after writing that down.
 */
export const approve = async (ports: Ports, plan: string, by: Person): Promise<Approval> => {
  const { ledger } = ports
  const member = await ports.people.find(by)
  const isCurrent = isCurrentIn(subjectOf(ports, plan))
  const approvers = isCurrent ? await approversNow(ports, member) : FIRST_APPROVERS
  const mayNot = !isCurrent || notAnApprover(approvers, member, 'approving') !== undefined
  const lapsed = mayNot ? [] : await lapsedAmong(ports, approvers, ledger.approvals.standing(plan))
  const unmasked = mayNot ? new Map() : await unmaskedAmong(ports, authorsOf(subjectOf(ports, plan)))
  const at = ports.clock.now().getTime()
  // Nothing is awaited from here on: what is checked is what is written.
  const verdict = ledger.together((): Approval | ControlError => {
    const subject = isCurrent ? subjectOf(ports, plan) : NOTHING
    const why = refusalOf(subject, approvers, member, unmasked)
    if (why !== undefined) {
      const { login, id: whoId } = member.person
      const refusal = { at, who: login, what: 'approval-refused', detail: { plan, code: why.code, whoId } }
      if (isSaid(ledger, member.permission, refusal)) return why
      ledger.approvals.refuse(plan, { login, why: why.message }, at)
      ledger.audit.append(refusal)
      return why
    }
    endLapsed(ports, lapsed)
    return give(ports, subject, { plan, by: member.person, at })
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

const NOTHING: Subject = { pulls: [], waiting: undefined, before: [] }

const isCurrentIn = ({ pulls, waiting }: Subject): boolean => pulls.length > 0 || waiting !== undefined

const authorsOf = ({ pulls, before }: Subject): Person[] => [
  ...pulls.flatMap(pull => pull.authors),
  ...before,
]

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
    who: by.login,
    what: 'approved',
    detail: { plan, pulls: pulls.map(pull => pull.number), whoId: by.id },
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
  subject: Subject,
  approvers: Approvers,
  member: Member,
  unmasked: Unmasked,
): ControlError | undefined => {
  if (!isCurrentIn(subject)) {
    return new ControlError(
      'plan-not-current',
      'this plan is not the current one of any open change',
      'look at the newest check',
    )
  }
  const stranger = notAnApprover(approvers, member, 'approving')
  if (stranger !== undefined) return stranger
  const own = approvers.self ? undefined : ownWork(authorsOf(subject), member.person, unmasked)
  if (own !== undefined) return own
  const { pulls, waiting } = subject
  return waiting === undefined && pulls.every(pull => pull.fork)
    ? new ControlError('from-a-fork', 'a change from a fork is not approved', 'approve it after the merge')
    : undefined
}

/** The button on a check: the same word, and a refusal is shown where it was pressed. */
export const pressed = async (ports: Ports, plan: string, by: Person, commit: string): Promise<void> => {
  try {
    await approve(ports, plan, by)
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    showAgain(ports, commit)
  }
}
