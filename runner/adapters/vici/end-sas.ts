import { setTimeout } from 'node:timers/promises'
import { section, subsections, type ViciClient } from './client.ts'
import { unlessGone } from './credentials.ts'
import { isSection, type Section } from './message.ts'

/** SAs that are to end: all of a connection, those of one of its CHILDren, or one by its number. */
export type Goner = { readonly ike: string; readonly child?: string } | { readonly 'ike-id': string }

/** Milliseconds in which the other ends may say goodbye, all of them together; and between two looks whether they have. */
const FAREWELL = 3000
const BETWEEN = 100

/**
 * Ends the SAs that match; that there are none is fine. A removed connection or child keeps its SAs until then. All other ends are
 * told at once: charon itself would wait for one after the other, and closed laptops are many. Who has not answered in time is
 * forgotten; of a CHILD, charon tells again.
 */
export const endSas = async (charon: ViciClient, goners: readonly Goner[]): Promise<void> => {
  const end = async (goner: Goner, force: { readonly force?: 'yes' }): Promise<void> =>
    await unlessGone(charon.request('terminate', section({ ...goner, ...force, timeout: '-1' })))
  for (const goner of goners) await end(goner, {})
  if (await areGone(charon, goners)) return
  const silent = goners.filter(goner => !('child' in goner))
  for (const goner of silent) await end(goner, { force: 'yes' })
  await areGone(charon, silent)
}

/** Waits until none of them is there, for a while. */
const areGone = async (charon: ViciClient, goners: readonly Goner[]): Promise<boolean> => {
  const end = performance.now() + FAREWELL
  while (goners.length > 0) {
    const sas = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
    if (!sas.some(([name, sa]) => goners.some(goner => isOf(goner, name, sa)))) return true
    if (performance.now() > end) return false
    await setTimeout(BETWEEN)
  }
  return true
}

const isOf = (goner: Goner, name: string, sa: Section): boolean => {
  if ('ike-id' in goner) return sa.get('uniqueid') === goner['ike-id']
  if (goner.ike !== name) return false
  const children = sa.get('child-sas')
  return (
    goner.child === undefined ||
    (isSection(children) && subsections(children).some(([, child]) => child.get('name') === goner.child))
  )
}

/**
 * Every SA of the named connections in which one of these users logged in by EAP: several users may share one connection, and the
 * others stay.
 */
export const sasOf = async (
  charon: ViciClient,
  users: ReadonlySet<string>,
  connections: ReadonlySet<string>,
): Promise<Goner[]> => {
  if (users.size === 0) return []
  const sas = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
  return sas.flatMap(([name, sa]) => {
    // charon names the EAP identity only where it differs from the IKE identity.
    const user = sa.get('remote-eap-id') ?? sa.get('remote-id')
    const id = sa.get('uniqueid')
    const isTheirs = connections.has(name) && typeof user === 'string' && users.has(user)
    return isTheirs && typeof id === 'string' ? [{ 'ike-id': id }] : []
  })
}
