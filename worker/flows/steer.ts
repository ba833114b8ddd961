import { ControlError } from '../control-error.ts'
import type { Ports } from '../ports/ports.ts'
import { steeringsOf } from '../rollout/steer.ts'
import type { Steering } from '../rollout/steering.ts'
import { advance } from './advance.ts'
import { approversNow, notAnApprover } from './approvers.ts'
import { isSaid } from './refusals.ts'
import { showAgain } from './show-again.ts'

/** What was done to which release, and by whom. */
export interface Steered {
  readonly release: number
  readonly by: string
}

/**
 * Whoever may approve may steer the newest release. `commit`: the release must still be that commit's; a button may be old.
 * Throws a `ControlError`, after writing the refusal down.
 */
export const steer = async (
  ports: Ports,
  how: Steering,
  login: string,
  commit?: string,
): Promise<Steered> => {
  const approvers = await approversNow(ports)
  const permission = await ports.people.permissionOf(login)
  const { ledger } = ports
  const now = ports.clock.now().getTime()
  const verdict = ledger.together((): Steered | ControlError => {
    const { current } = ledger.rollout()
    const why =
      notAnApprover(approvers, login, permission, 'steering a rollout') ??
      (current === undefined ||
      (commit !== undefined && current.candidate.commit !== commit) ||
      !steeringsOf(current).includes(how)
        ? new ControlError('nothing-to-steer', `there is nothing to ${how} now`, 'look at cygnet status')
        : undefined)
    if (why !== undefined || current === undefined) {
      const refused =
        why ?? new ControlError('nothing-to-steer', 'nothing was released yet', 'approve a change first')
      const refusal = { at: now, who: login, what: `${how}-refused`, detail: { code: refused.code } }
      if (isSaid(ledger, permission, refusal)) return refused
      if (current !== undefined) {
        ledger.approvals.refuse(current.candidate.plan, { login, why: refused.message }, now)
      }
      ledger.audit.append(refusal)
      return refused
    }
    advance(ledger, now, { kind: 'steered', now, how, by: login })
    return { release: current.number, by: login }
  })
  if (verdict instanceof ControlError) throw verdict
  return verdict
}

/** The button on a check: the same word, and a refusal is shown where it was pressed. */
export const pressedToSteer = async (
  ports: Ports,
  how: Steering,
  login: string,
  commit: string,
): Promise<void> => {
  try {
    await steer(ports, how, login, commit)
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    showAgain(ports, commit)
  }
}
