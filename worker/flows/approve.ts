import { ControlError, type ControlErrorCode } from '../control-error.ts'
import { PERMISSIONS } from '../ports/forge.ts'
import type { Approval, ReviewedPull } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import type { Approvers, Candidate } from '../rollout/state.ts'
import { advance } from './advance.ts'
import { approversOf, compiledAt } from './compiled.ts'

/** Who may approve before any topology says so. */
const FIRST_APPROVERS: Approvers = { permission: 'maintain', users: [], self: false }

/** What an approval would be for: open pull requests with this plan, and the commit that waits with it. */
interface Subject {
  readonly pulls: readonly ReviewedPull[]
  readonly waiting: Candidate | undefined
}

/**
 * Takes somebody's word for a plan, if they may give it; binds exactly this digest. Giving it twice changes nothing.
 * Throws a `ControlError` when the word does not count, after writing that down.
 */
export const approve = async (ports: Ports, plan: string, login: string): Promise<Approval> => {
  const approvers = await approversNow(ports)
  const permission = await ports.people.permissionOf(login)
  const { ledger } = ports
  const at = ports.clock.now().getTime()
  // Nothing is awaited from here on: what is checked is what is written.
  const verdict = ledger.together((): Approval | ControlError => {
    const subject = subjectOf(ports, plan)
    const why = refusalOf(subject, approvers, login, permission)
    if (why !== undefined) {
      ledger.approvals.refuse(plan, { login, why: why.message }, at)
      ledger.audit.append({ at, who: login, what: 'approval-refused', detail: { plan, code: why.code } })
      return why
    }
    return give(ports, subject, { plan, by: login, at })
  })
  if (verdict instanceof ControlError) throw verdict
  return verdict
}

const subjectOf = ({ ledger }: Ports, plan: string): Subject => {
  const { waiting } = ledger.rollout()
  return {
    pulls: ledger.pulls.open().filter(pull => pull.plan === plan),
    waiting: waiting?.plan === plan ? waiting : undefined,
  }
}

const give = ({ ledger }: Ports, subject: Subject, approval: Approval): Approval => {
  const standing = ledger.approvals.standing(approval.plan)
  if (standing !== undefined) return standing
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
  advance(ledger, at, { kind: 'approved', plan, by })
  return approval
}

const refusalOf = (
  { pulls, waiting }: Subject,
  approvers: Approvers,
  login: string,
  permission: (typeof PERMISSIONS)[number],
): ControlError | undefined => {
  if (pulls.length === 0 && waiting === undefined) {
    return no(
      'plan-not-current',
      'this plan is not the current one of any open change',
      'look at the newest check',
    )
  }
  if (!mayApprove(approvers, login, permission)) {
    return no(
      'may-not',
      `approving takes the permission ${approvers.permission}, theirs is ${permission}`,
      'ask somebody who has it, or add them to rollout.approvers.users',
    )
  }
  const authors = [...pulls.flatMap(pull => pull.authors), ...(waiting?.authors ?? [])]
  if (!approvers.self && authors.some(author => same(author, login))) {
    return no('own-change', 'it is their own change', 'ask somebody else, or set rollout.approvers.self')
  }
  return waiting === undefined && pulls.every(pull => pull.fork)
    ? no('from-a-fork', 'a change from a fork is not approved', 'approve it after the merge')
    : undefined
}

const no = (code: ControlErrorCode, message: string, hint: string): ControlError =>
  new ControlError(code, message, hint)

const mayApprove = (approvers: Approvers, login: string, permission: (typeof PERMISSIONS)[number]): boolean =>
  PERMISSIONS.indexOf(permission) >= PERMISSIONS.indexOf(approvers.permission) ||
  // Named in the reviewed topology; but somebody who lost every right on the repository lost this one too.
  (permission !== 'none' && approvers.users.some(user => same(user, login)))

/** Logins do not differ by case. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/**
 * The approvers of the last topology of the default branch that was approved: a change cannot name its own judges.
 * Before there is one, those of the branch as it is.
 */
const approversNow = async (ports: Ports): Promise<Approvers> => {
  const settled = ports.ledger.rollout().approvers
  if (settled !== undefined) return settled
  const tip = await compiledAt(ports, await ports.tree.tip(await ports.tree.defaultBranch()))
  return tip.kind === 'valid' ? approversOf(tip.topology) : FIRST_APPROVERS
}

/** The button on a check: the same word, and a refusal is shown where it was pressed. */
export const pressed = async (ports: Ports, plan: string, login: string, commit: string): Promise<void> => {
  try {
    await approve(ports, plan, login)
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    const { ledger } = ports
    ledger.together(() => {
      for (const { number } of ledger.pulls.withHead(commit)) {
        ledger.jobs.ask(`plan:${number}`, { kind: 'show-plan', number })
      }
      const { waiting } = ledger.rollout()
      if (waiting?.commit === commit) {
        ledger.jobs.ask(`rollout:${commit}`, {
          kind: 'show-rollout',
          commit,
          view: { kind: 'waiting', candidate: waiting },
        })
      }
    })
  }
}
