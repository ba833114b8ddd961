import type { ValidTopology } from '../../../schema/topology/topology.ts'
import { keptPicture } from '../../picture/kept-picture.ts'
import { pictureOf } from '../../picture/picture-of.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Rollout } from '../../rollout/state.ts'
import { compiledAt } from '../compiled.ts'
import { wentBack } from '../held-bundles.ts'

/** What people look at: the newest release; where that went back, what was in force before it. Undefined before the first. */
export const inSight = ({
  current,
  inForce,
  origins,
}: Rollout): { readonly plan: string; readonly commit: string } | undefined =>
  (current !== undefined && wentBack(current) && inForce !== undefined
    ? origins[inForce.number]
    : undefined) ?? current?.candidate

/** Draws a plan's network while its topology is at hand. */
export const keepPicture = ({ ledger, clock }: Ports, plan: string, topology: ValidTopology): void => {
  if (ledger.pictures.has(plan)) return
  const spared = inSight(ledger.rollout())?.plan
  const picture = keptPicture(pictureOf(topology))
  ledger.pictures.put(plan, picture, clock.now().getTime(), spared === undefined ? [] : [spared])
}

/** Draws what is in sight, where it was never drawn: it may be older than pictures are. */
export const draw = async (ports: Ports): Promise<void> => {
  const seen = inSight(ports.ledger.rollout())
  if (seen === undefined || ports.ledger.pictures.has(seen.plan)) return
  const compiled = await compiledAt(ports, seen.commit)
  if (compiled.kind === 'valid') keepPicture(ports, seen.plan, compiled.topology)
}

/** Asks for the picture that is missing. For the cron: a look comes every few seconds, and drawing reads all of Git. */
export const lookForPicture = ({ ledger }: Pick<Ports, 'ledger'>): void => {
  const seen = inSight(ledger.rollout())
  if (seen !== undefined && !ledger.pictures.has(seen.plan)) ledger.jobs.ask('draw', { kind: 'draw' })
}
