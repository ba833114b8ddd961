import type { Word } from '../word.ts'
import type { Connection } from './connection.ts'
import { secondsOf } from './strongswan-value.ts'

/** Seconds, by ipsec.conf(5). */
const DEFAULTS = { ikelifetime: 10_800, lifetime: 3600, margintime: 540 }

/**
 * When SAs of a conn are made anew: a lifetime less the margin, where one of the two is written. Saying nothing about `reauth` asks
 * for re-authentication: that is its default.
 */
export const ipsecRekeying = (
  name: Word,
  ask: (key: string) => Word | undefined,
): Pick<Connection, 'rekey' | 'reauth'> & { readonly childRekey: Connection['rekey'] } => {
  if (ask('rekey')?.text === 'no') return { rekey: 'never', reauth: undefined, childRekey: 'never' }
  const reauth = ask('reauth')
  const margin = ask('margintime') ?? ask('rekeymargin')
  const less = (life: Word | undefined, otherwise: number): number | undefined =>
    life === undefined && margin === undefined
      ? undefined
      : (secondsOf(life?.text ?? '') ?? otherwise) - (secondsOf(margin?.text ?? '') ?? DEFAULTS.margintime)
  const asked = reauth?.text !== 'no'
  return {
    rekey: asked ? undefined : less(ask('ikelifetime'), DEFAULTS.ikelifetime),
    reauth: asked ? (reauth ?? name) : undefined,
    childRekey: less(ask('lifetime') ?? ask('keylife'), DEFAULTS.lifetime),
  }
}
