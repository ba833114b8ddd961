import type { Settings } from './settings-text.ts'

/** What a shared secret is: a tunnel's key, a password, or the NT hash of one (RFC 2759 §8.3). */
export type SharedType = 'IKE' | 'EAP' | 'NTLM'

/** A shared secret as the daemon takes it. */
export interface SharedSecret {
  /** The section's name, such as ike-rlyeh-ulthar: what `swanctl --load-all` would call it too. */
  readonly id: string
  readonly type: SharedType
  readonly data: Uint8Array
  readonly owners: readonly string[]
}

const TYPES: ReadonlyMap<string, SharedType> = new Map([
  ['ike', 'IKE'],
  ['eap', 'EAP'],
  ['ntlm', 'NTLM'],
])

/** Reads one section of `secrets`. Throws a `SyntaxError`, never with the secret in it. */
export const sharedSecret = (id: string, section: Settings): SharedSecret => {
  const type = TYPES.get(/^([a-z]+)-/.exec(id)?.[1] ?? '')
  if (type === undefined) throw new SyntaxError(`secrets.${id}: only ike-…, eap-… and ntlm-… are known`)
  const owners: string[] = []
  let data: Uint8Array | undefined
  for (const [key, value] of section) {
    if (typeof value !== 'string') throw new SyntaxError(`secrets.${id}.${key} is a section`)
    if (/^id(-[a-z0-9]+)?$/.test(key)) owners.push(value)
    else if (key === 'secret' && /^0s[A-Za-z0-9+/]+=*$/.test(value))
      data = Buffer.from(value.slice(2), 'base64')
    else throw new SyntaxError(`secrets.${id}.${key} is not known, or not written as 0s and base64`)
  }
  if (data === undefined || owners.length === 0)
    throw new SyntaxError(`secrets.${id} has no owner or no secret`)
  return { id, type, data, owners }
}

/** Whether two secrets are one for the daemon. */
export const sameSecret = (a: SharedSecret | undefined, b: SharedSecret): boolean =>
  a !== undefined &&
  a.type === b.type &&
  Buffer.from(a.data).equals(b.data) &&
  a.owners.join('\0') === b.owners.join('\0')

/** The EAP identities (RFC 3748 §5.1) that may log in with a secret of these. */
export const usersOf = (secrets: Iterable<SharedSecret>): Set<string> =>
  new Set([...secrets].flatMap(({ type, owners }) => (type === 'IKE' ? [] : owners)))
