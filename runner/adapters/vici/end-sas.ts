import { section, subsections, type ViciClient } from './client.ts'
import { ViciError } from './vici-error.ts'

/** How long charon waits for the other end's word when an SA is ended, in milliseconds; then it is gone anyway. */
const FAREWELL = '3000'

/** Ends the SAs that match; that there are none is fine. A removed connection or child keeps its SAs until then. */
export const endSas = async (charon: ViciClient, which: Readonly<Record<string, string>>): Promise<void> => {
  try {
    await charon.request('terminate', section({ ...which, force: 'yes', timeout: FAREWELL }))
  } catch (error) {
    if (!(error instanceof ViciError) || error.code !== 'refused') throw error
  }
}

/**
 * Ends every SA of the named connections in which one of these users logged in by EAP: several users may share one
 * connection, and the others stay.
 */
export const endUsers = async (
  charon: ViciClient,
  users: ReadonlySet<string>,
  connections: ReadonlySet<string>,
): Promise<void> => {
  if (users.size === 0) return
  const sas = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
  for (const [name, sa] of sas) {
    // charon names the EAP identity only where it differs from the IKE identity.
    const user = sa.get('remote-eap-id') ?? sa.get('remote-id')
    const id = sa.get('uniqueid')
    if (connections.has(name) && typeof user === 'string' && users.has(user) && typeof id === 'string')
      await endSas(charon, { 'ike-id': id })
  }
}
