import { ControlError } from '../control-error.ts'
import type { Ports } from '../ports/ports.ts'
import type { Person } from '../rollout/person.ts'
import type { Release } from '../rollout/release.ts'
import { steeringsOf } from '../rollout/steer.ts'
import type { Steering } from '../rollout/steering.ts'
import { FIRST_APPROVERS, notAnApprover, settledApprovers } from './people/approvers.ts'
import { isSaid } from './people/refusals.ts'
import { showAgain } from './review/show-again.ts'
import { advance } from './rollout/advance.ts'

/** What was done to which release, and by whom. */
export interface Steered {
  readonly release: number
  readonly by: string
}

/** Which release somebody means: that of a commit whose check has the button, or a number. Another one may be the newest by now. */
export type Meant = { readonly commit: string } | { readonly release: number } | undefined

/**
 * Whoever may approve may steer the newest release, if it is the one that is meant. Throws a `ControlError`, after writing the
 * refusal down.
 */
export const steer = async (ports: Ports, how: Steering, by: Person, meant?: Meant): Promise<Steered> => {
  const member = await ports.people.find(by)
  const { person, permission } = member
  const { ledger } = ports
  const now = ports.clock.now().getTime()
  const verdict = ledger.together((): Steered | ControlError => {
    const { current } = ledger.rollout()
    const approvers = settledApprovers(ports) ?? FIRST_APPROVERS
    const taken = notAnApprover(approvers, member, 'steering a rollout') ?? steerable(current, how, meant)
    if (!(taken instanceof ControlError)) {
      advance(ledger, now, { kind: 'steered', now, how, by: person })
      return { release: taken.number, by: person.login }
    }
    const { login, id: whoId } = person
    const refusal = { at: now, who: login, what: `${how}-refused`, detail: { code: taken.code, whoId } }
    if (isSaid(ledger, permission, refusal)) return taken
    if (current !== undefined)
      ledger.approvals.refuse(current.candidate.plan, { login, why: taken.message }, now)
    ledger.audit.append(refusal)
    return taken
  })
  if (verdict instanceof ControlError) throw verdict
  return verdict
}

/** The release that is steered, or why none is. */
const steerable = (current: Release | undefined, how: Steering, meant: Meant): Release | ControlError => {
  if (current === undefined)
    return new ControlError('nothing-to-steer', 'nothing was released yet', 'approve a change first')
  if (meant !== undefined && 'release' in meant && meant.release !== current.number)
    return new ControlError(
      'nothing-to-steer',
      `release ${meant.release} is not the newest: that is ${current.number}`,
      'look at cygnet status, and say which one you mean',
    )
  const isMeant = meant === undefined || 'release' in meant || meant.commit === current.candidate.commit
  return isMeant && steeringsOf(current).includes(how)
    ? current
    : new ControlError('nothing-to-steer', `there is nothing to ${how} now`, 'look at cygnet status')
}

/** The button on a check: the same word, and a refusal is shown where it was pressed. */
export const pressedToSteer = async (
  ports: Ports,
  how: Steering,
  by: Person,
  commit: string,
): Promise<void> => {
  try {
    await steer(ports, how, by, { commit })
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    showAgain(ports, commit)
  }
}
