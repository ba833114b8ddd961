import type { ArmedGeneration } from '../../core/state/generation.ts'
import type { Journal } from '../../core/state/journal.ts'
import type { Gateway } from '../gateway.ts'
import { changeOf } from './change.ts'
import { putInForce } from './put-in-force.ts'

/** Makes an armed generation live, where a reboot forgets it. Throws a `ToolError` at the first tool that fails. */
export const apply = async (gateway: Gateway, journal: Journal, armed: ArmedGeneration): Promise<void> => {
  await putInForce(gateway, await changeOf(gateway, journal, armed, 'forward'))
}
