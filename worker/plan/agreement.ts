import { secretNotes } from './note.ts'
import type { End } from './tunnel-end.ts'

/**
 * True when the two ends can still set the tunnel up while one has the new configuration and the other the old one,
 * whichever comes first: they meet each other's address and identity, share a key, and each has a proposal and the
 * selectors in common with the other.
 */
export const agree = (was: readonly End[], is: readonly End[]): boolean =>
  is.every(end => {
    const old = was.find(({ gateway }) => gateway === end.gateway)
    const other = was.find(({ gateway }) => gateway !== end.gateway)
    if (old === undefined || other === undefined) return true
    return mirror(old, end, other) && sameKey(old, end) && childrenAgree(old, end, other)
  })

const MIRRORED = [
  ['local_addrs', 'remote_addrs'],
  ['remote_addrs', 'local_addrs'],
  ['local.id', 'remote.id'],
  ['remote.id', 'local.id'],
  ['local.auth', 'remote.auth'],
  ['version', 'version'],
] as const

/** What did not mirror before and has not changed (an address behind NAT) is no reason. */
const mirror = (old: End, end: End, other: End): boolean =>
  MIRRORED.every(
    ([mine, theirs]) =>
      end.settings.get(mine) === other.settings.get(theirs) ||
      end.settings.get(mine) === old.settings.get(mine),
  ) && common(end.settings.get('proposals'), other.settings.get('proposals'))

/** Both ends compute the same key only while neither epoch nor key pair changes. */
const sameKey = (old: End, end: End): boolean =>
  old.secret === undefined || end.secret === undefined
    ? old.secret === end.secret
    : secretNotes(old.secret, end.secret).length === 0

/**
 * Children that carried traffic before must find their partner, which names the same pair of networks from the other
 * side. A child that is new has nothing to lose.
 */
const childrenAgree = (old: End, end: End, other: End): boolean =>
  [...end.children].every(([name, child]) => {
    const partner = [...other.children.values()].find(
      candidate =>
        candidate.get('local_ts') === child.get('remote_ts') &&
        candidate.get('remote_ts') === child.get('local_ts'),
    )
    return (
      !old.children.has(name) ||
      (partner !== undefined && common(child.get('esp_proposals'), partner.get('esp_proposals')))
    )
  })

const common = (a: string | undefined, b: string | undefined): boolean => {
  const theirs = new Set(b?.split(','))
  return a?.split(',').some(proposal => theirs.has(proposal)) ?? false
}
