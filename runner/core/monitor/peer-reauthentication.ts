import type { Happening } from './happening.ts'

/** Milliseconds in which a peer that re-authenticates is back, also when its first message is lost: charon repeats it after 4 s. */
const AT_ONCE = 6000

/** Most tunnels remembered: those of whoever dials in share a few names. */
const MOST = 4096

/**
 * Tells happenings on, and a re-authentication by the peer with them: IKEv2 has no word for it, the peer ends the IKE SA and makes
 * another at once (RFC 7296 §2.8.3). It is told when the new one is up, with the time at which the old one went.
 */
export const tellingReauthentication = (
  tell: (happening: Happening) => void,
): ((happening: Happening) => void) => {
  const ended = new Map<string, number>()
  return happening => {
    tell(happening)
    const { kind, by, at, tunnel } = happening
    if (tunnel === undefined || by !== 'peer') return
    if (kind === 'ike-down' && ended.size < MOST) ended.set(tunnel, at)
    if (kind !== 'ike-up') return
    const since = ended.get(tunnel)
    ended.delete(tunnel)
    if (since !== undefined && Math.abs(at - since) <= AT_ONCE)
      tell({ at: since, kind: 'reauthentication', tunnel, child: undefined, by: 'peer' })
  }
}
