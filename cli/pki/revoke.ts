import { CommandError } from '../command-error.ts'
import { openAuthority, type Place, writeRevocations } from './authority.ts'
import type { Reason } from './make-revocation-list.ts'
import { readRegister } from './register.ts'

export interface Revocation {
  /** The name of a certificate, which revokes all of that name that are still good, or one serial number. Undefined: only a fresh list. */
  readonly what: string | undefined
  readonly reason: Reason
  readonly days: number
  readonly now: Date
}

/** Writes `pki/ca.crl` anew, with what is revoked now. Throws a CommandError. Returns the serials and what was written. */
export const revoke = async (
  place: Place,
  { what, reason, days, now }: Revocation,
): Promise<{ serials: string[]; written: string[] }> => {
  const authority = await openAuthority(place)
  const register = await readRegister(place.folder)
  const meant = register.certificates.filter(
    ({ name, serial, revoked, until }) =>
      revoked === undefined && (serial === what?.toLowerCase() || (name === what && new Date(until) > now)),
  )
  if (what !== undefined && meant.length === 0)
    throw new CommandError(
      'usage',
      'no certificate of this name or serial number is still good',
      'cygnet pki list shows those that there are',
    )
  const at = now.toISOString()
  const certificates = register.certificates.map(one =>
    meant.includes(one) ? { ...one, revoked: { at, reason } } : one,
  )
  const written = await writeRevocations(place.folder, authority, { ...register, certificates }, days, now)
  return { serials: meant.map(({ serial }) => serial), written }
}
