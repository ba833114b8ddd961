import { loadJournal } from '../change/journal-file.ts'
import type { Gateway } from '../gateway.ts'
import { tell } from '../report/tell.ts'
import { knownDrift } from './look-for-drift.ts'
import { type Stock, takeStock } from './take-stock.ts'

/**
 * Puts back what drifted because somebody at the gateway says so: also where the topology only wants to be told, and while
 * nothing new is applied. Throws where nothing is in force, or a change is not decided yet.
 */
export const repair = async (gateway: Gateway): Promise<Stock> => {
  const journal = await loadJournal(gateway.disk)
  const { inForce, pending } = journal
  if (inForce === undefined) throw new Error('nothing is in force here, so nothing can have drifted from it')
  if (pending !== undefined)
    throw new Error(
      `release ${pending.release} is not decided yet: the next turn finishes it or takes it back`,
    )
  const stock = await takeStock(gateway, journal, inForce, await knownDrift(gateway.disk), 'now')
  await tell(gateway, { at: 'idle', journal })
  return stock
}
