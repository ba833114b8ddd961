import type { ChildState } from '../../../schema/wire/child-state.ts'
import { tunnelsIn } from '../../health/tunnels-in.ts'
import type { Ledger } from '../../ports/ledger.ts'

/** Of what gateways say is loaded, the tunnels of the newest release. */
export const tunnelsAmong = (
  ledger: Ledger,
): ((children: readonly ChildState[]) => readonly ChildState[]) => {
  const { current } = ledger.rollout()
  const picture = current && ledger.pictures.get(current.candidate.plan)
  return children => tunnelsIn(picture, children)
}
